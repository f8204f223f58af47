package import SQLText

/// A request with the statements PostgREST would run for it, and what is needed to form the answer.
package struct PreparedRequest: Sendable {
  package var request: Request
  /// The schema the request speaks of.
  package var schema: Identifier
  /// nil when PostgREST answers without the database, as for OPTIONS.
  package var transaction: PreparedTransaction?
  /// The query as it came, where it came over the wire.
  var sentQuery: Substring?
  var form: AnswerForm
  /// Whether the caller's role is another than the anonymous one, which decides what a denial is called.
  var isAuthenticated = true
  let planner: Planner

  init(
    _ planner: Planner, _ request: Request, schema: Identifier, transaction: PreparedTransaction?, form: AnswerForm
  ) {
    self.planner = planner
    self.request = request
    self.schema = schema
    self.transaction = transaction
    self.form = form
  }
}

/// One transaction in PostgREST's order: settings, pre-request function, statements, and for a planned count the plan.
package struct PreparedTransaction: Hashable, Sendable {
  /// As in `READ COMMITTED`.
  package var isolation: String
  package var isReadOnly: Bool
  /// What `set_config(…, true)` sets, in order.
  package var settings: [Routine.Setting]
  package var preRequest: SQL?
  /// One but for the OpenAPI document.
  package var statements: [SQL]
  /// `EXPLAIN` of the count query, which runs after deferred constraints were checked.
  package var explain: SQL?

  package var begin: String {
    "BEGIN ISOLATION LEVEL \(isolation) READ \(isReadOnly ? "ONLY" : "WRITE")"
  }

  /// The settings as one statement, in PostgREST's words.
  package var prelude: SQL {
    var writer = SQLWriter()
    writer.text("select ")
    writer.list(settings) { writer, setting in
      writer.text("set_config(")
      if Self.constantNames.contains(setting.name) {
        writer.text(SQL.literal(setting.name))
      } else {
        writer.bind(setting.name)
      }
      writer.text(", ")
      writer.bind(setting.value)
      writer.text(", true)")
    }
    return writer.finish()
  }

  private static let constantNames: Set<String> = [
    "search_path", "role", "request.jwt.claims", "request.method", "request.path", "request.headers",
    "request.cookies", "timezone",
  ]

  /// Every statement in order, from BEGIN to the ROLLBACK that ends each probe.
  package var statementsInOrder: [SQL] {
    [SQL(verbatim: begin), prelude] + [preRequest].compactMap(\.self) + statements
      + ["SET CONSTRAINTS ALL IMMEDIATE"] + [explain].compactMap(\.self) + ["ROLLBACK"]
  }
}

/// How the answer is made of the rows.
enum AnswerForm: Hashable, Sendable {
  case read(Read)
  case call(Read, returnsVoid: Bool)
  case write(Write)
  case explanation(MediaType)
  case openAPI
  /// The methods a resource takes.
  case options(allow: String)

  struct Read: Hashable, Sendable {
    var media: MediaType
    var handler: BodyHandler
    var window: RowWindow
  }

  struct Write: Hashable, Sendable {
    var media: MediaType
    var handler: BodyHandler
    var primaryKey: [String]
  }
}
