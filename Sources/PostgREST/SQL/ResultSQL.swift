internal import SQLText

/// How the rows of an answer are counted.
struct Counting {
  /// Exactly, by a second query over the same filters.
  var counts: Bool
  /// `count=estimated` stops one row past `db-max-rows`.
  var limit: Int?
  /// By the planner's guess.
  var explains: Bool
  /// From 16 on, rows that no window cuts are not counted twice.
  var reusesPage: Bool

  init(_ preference: Preferences.Count?, settings: APISettings, window: RowWindow, isCall: Bool = false) {
    counts = preference == .exact || preference == .estimated
    limit = preference == .estimated && !isCall ? settings.maxRows.map { $0 + 1 } : nil
    explains = preference == .planned || preference == .estimated
    reusesPage = settings.version >= .v16 && settings.maxRows == nil && window == .all
  }
}

/// The columns every statement answers with.
extension SQLWriter {
  static let responseSettings =
    "nullif(current_setting('response.headers', true), '') AS response_headers, "
    + "nullif(current_setting('response.status', true), '') AS response_status"
  static let inserted = "nullif(current_setting('pgrst.inserted', true),'')::int"

  mutating func countQuery(of tree: ReadNode, _ counting: Counting) {
    guard counting.counts, !counting.reusesPage else { return }
    text(", pgrst_source_count AS (")
    count(tree)
    if let limit = counting.limit { text(" LIMIT \(limit)") }
    text(")")
  }

  mutating func total(_ counting: Counting, pageTotal: String) {
    if !counting.counts { return text("null::bigint AS total_result_set, ") }
    if counting.reusesPage { return text("\(pageTotal) AS total_result_set, ") }
    text("(SELECT pg_catalog.count(*) FROM pgrst_source_count) AS total_result_set, ")
  }

  mutating func resultColumns(_ handler: BodyHandler, returns: ReturnType?, pageTotal: String) {
    text("\(pageTotal) AS page_total, ")
    body(handler, returns: returns)
    text(" AS body, \(Self.responseSettings), ")
  }

  /// The key of the one row inserted, for the `Location` header.
  mutating func location(of plan: WritePlan, _ preferences: Preferences) {
    guard case .insert = plan.change, preferences.returning == .headersOnly else { return text("array[]::text[]") }
    let keys = plan.primaryKey.joined(separator: "','")
    text(
      """
      CASE WHEN pg_catalog.count(_postgrest_t) = 1 THEN coalesce((
        WITH data AS (SELECT row_to_json(_) AS row FROM pgrst_source AS _ LIMIT 1)
        SELECT array_agg(json_data.key || '=' || coalesce('eq.' || json_data.value, 'is.null'))
        FROM data CROSS JOIN json_each_text(data.row) AS json_data
        WHERE json_data.key IN ('\(keys)')
      ), array[]::text[]) ELSE array[]::text[] END
      """)
  }

  /// The prefix of a statement that is explained instead of run.
  mutating func explanation(of media: MediaType) {
    guard case .plan(_, let format, let options) = media else { return }
    let words = ["FORMAT \(format.rawValue.uppercased())"] + options.map { $0.rawValue.uppercased() }
    text("EXPLAIN (\(words.joined(separator: ", "))) ")
  }
}
