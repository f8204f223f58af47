internal import SQLText

/// INSERT, UPDATE and DELETE as PostgREST writes them.
extension SQLWriter {
  mutating func write(_ plan: WritePlan) {
    switch plan.change {
    case .insert(let conflict): insert(plan, conflict)
    case .upsertOne(let key): insert(plan, .init(resolution: .mergeDuplicates, columns: key))
    case .update: update(plan)
    case .delete:
      text("DELETE FROM ")
      name(plan.table)
      text(" ")
      conditions(plan)
      text(" ")
      returning(plan)
    }
  }

  private mutating func insert(_ plan: WritePlan, _ conflict: WritePlan.Conflict?) {
    let payload = rows(of: plan)
    text("INSERT INTO ")
    name(plan.table)
    if plan.columns.isEmpty {
      text(" ")
    } else {
      text("(")
      list(plan.columns) { $0.identifier($1.name) }
      text(") ")
    }
    text("SELECT ")
    list(plan.columns) { $0.column(TableReference("pgrst_body"), $1.name) }
    text(" ")
    rows(payload)
    let isMerge = conflict?.resolution == .mergeDuplicates
    if !plan.conditions.isEmpty || isMerge { text("WHERE \(Self.countingInserted)") }
    if !plan.conditions.isEmpty {
      text(" AND ")
      list(plan.conditions, separator: " AND ") { $0.logic($1, of: TableReference("pgrst_body")) }
    }
    if let conflict { onConflict(conflict, plan) }
    text(" ")
    returning(plan)
  }

  private mutating func onConflict(_ conflict: WritePlan.Conflict, _ plan: WritePlan) {
    guard !conflict.columns.isEmpty else { return }
    text(" ON CONFLICT(")
    list(conflict.columns) { $0.identifier($1) }
    text(") ")
    guard conflict.resolution == .mergeDuplicates, !plan.columns.isEmpty else { return text("DO NOTHING") }
    text("DO UPDATE SET ")
    list(plan.columns) { writer, column in
      writer.identifier(column.name)
      writer.text(" = EXCLUDED.")
      writer.identifier(column.name)
    }
    text("WHERE \(Self.countingUpdated)")
  }

  /// How many rows of an upsert were new is counted in a setting: RETURNING cannot tell them from the updated.
  private static let countingInserted = counting("+", unlike: "0")
  private static let countingUpdated = counting("-", unlike: "-1")

  private static func counting(_ sign: String, unlike number: String) -> String {
    "set_config('pgrst.inserted', (coalesce(nullif(current_setting('pgrst.inserted', true), '')::int, 0) \(sign) 1)::text, "
      + "true) <> '\(number)'"
  }

  private mutating func update(_ plan: WritePlan) {
    // No column to set would be a syntax error; no row gives the columns their names.
    if plan.columns.isEmpty { return selectNothing(plan) }
    text("UPDATE ")
    name(plan.table)
    text(" SET ")
    list(plan.columns) { writer, column in
      writer.identifier(column.name)
      writer.text(" = ")
      writer.column(TableReference("pgrst_body"), column.name)
    }
    text(" ")
    rows(rows(of: plan))
    conditions(plan)
    text(" ")
    returning(plan)
  }

  private mutating func selectNothing(_ plan: WritePlan) {
    text("SELECT ")
    if plan.returning.isEmpty { text("NULL") }
    list(plan.returning) { $0.column(TableReference(plan.table.name.name), $1) }
    text(" FROM ")
    name(plan.table)
    text(" WHERE false")
  }

  private func rows(of plan: WritePlan) -> PayloadRows {
    PayloadRows(
      payload: String(decoding: plan.payload, as: UTF8.self), columns: plan.columns,
      appliesDefaults: plan.appliesDefaults)
  }

  private mutating func conditions(_ plan: WritePlan) {
    guard !plan.conditions.isEmpty else { return }
    text(" WHERE ")
    list(plan.conditions, separator: " AND ") { $0.logic($1, of: TableReference(plan.table)) }
  }

  private mutating func returning(_ plan: WritePlan) {
    guard !plan.returning.isEmpty else { return text("RETURNING 1") }
    text("RETURNING ")
    list(plan.returning) { $0.column(TableReference(plan.table), $1) }
  }
}
