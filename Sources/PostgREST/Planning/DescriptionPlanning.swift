internal import SQLText

/// What PostgREST tells about itself: the methods of a resource, the OpenAPI document.
extension Planner {
  func options(_ allow: String, _ request: Request, _ schema: Identifier) -> PreparedRequest {
    PreparedRequest(self, request, schema: schema, transaction: nil, form: .options(allow: allow))
  }

  /// From the schema cache alone: no privilege is asked for.
  func relationMethods(_ name: QualifiedName) throws(APIError) -> String {
    guard let relation = cache.relations[name], relation.isListed else {
      throw .unknownRelation(name, cache: cache, version: settings.version)
    }
    let upserts = relation.isInsertable && relation.isUpdatable && !relation.primaryKey.isEmpty
    return ["OPTIONS,GET,HEAD", relation.isInsertable ? "POST" : nil, upserts ? "PUT" : nil]
      .compactMap(\.self).joined(separator: ",") + (relation.isUpdatable ? ",PATCH" : "")
      + (relation.isDeletable ? ",DELETE" : "")
  }

  func planDescription(_ request: Request, _ schema: Identifier) throws(APIError) -> PreparedRequest {
    let accepted = MediaType.accepted(request.accept)
    guard accepted.contains(where: { [.openAPI, .json, .any].contains($0) }) else {
      throw .mediaTypes(accepted.map(\.name))
    }
    let description: SQL = "SELECT pg_catalog.obj_description(\(bind: schema.name)::regnamespace, 'pg_namespace')"
    var transaction = PreparedTransaction(readOnly: true, description)
    if settings.openAPIMode == .followPrivileges {
      transaction.statements = [Self.accessibleRelations(of: schema), Self.accessibleRoutines(of: schema), description]
    }
    return PreparedRequest(self, request, schema: schema, transaction: transaction, form: .openAPI)
  }

  /// Any privilege on the relation or on one of its columns makes it visible with all its columns.
  private static func accessibleRelations(of schema: Identifier) -> SQL {
    """
    SELECT n.nspname AS table_schema, c.relname AS table_name
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('v','r','m','f','p')
    AND c.relnamespace = \(bind: schema.name)::regnamespace AND (
      pg_has_role(c.relowner, 'USAGE')
      or has_table_privilege(c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
      or has_any_column_privilege(c.oid, 'SELECT, INSERT, UPDATE, REFERENCES')
    )
    AND not c.relispartition
    ORDER BY table_schema, table_name
    """
  }

  /// Types are named as the session sees them, without the schemas of its search path.
  private static func accessibleRoutines(of schema: Identifier) -> SQL {
    """
    SELECT p.oid::bigint,
      ARRAY(SELECT t::regtype::text FROM unnest(p.proargtypes) WITH ORDINALITY AS _ (t, n) ORDER BY n) AS types
    FROM pg_proc p
    WHERE p.pronamespace = \(bind: schema.name)::regnamespace AND has_function_privilege(p.oid, 'execute')
    """
  }
}
