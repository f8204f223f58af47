internal import PostgREST
internal import SQLText

/// The OpenAPI document of each exposed schema.
package enum OpenAPIRoot: ProbeFamily {
  package static let name = "openapi"
  package static let summary = "reads the OpenAPI document of every exposed schema"
  package static let rationale = """
    `GET /` lists every relation on which the caller has any right, with all its columns, their comments and their defaults: a \
    secret in a comment or a default literal is published. Take it out, or set openapi-mode to disabled.
    """

  package static func requests(in context: ProbeContext) -> [ProbeTemplate] {
    context.surface.settings.schemas.map { schema in
      ProbeTemplate(.root(profile: context.surface.profile(schema)))
    }
  }
}
