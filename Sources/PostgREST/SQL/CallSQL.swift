internal import JSONText
internal import SQLText

/// The query that calls a function.
extension SQLWriter {
  mutating func call(_ plan: CallPlan) {
    text("SELECT ")
    if plan.routine.returns.isScalar { text("pgrst_call.pgrst_scalar") } else { columns(of: plan) }
    text(" ")
    if plan.parameters.isEmpty {
      text("FROM ")
      return function(plan) { _ in }
    }
    switch plan.arguments {
    case .body(let bytes):
      text("FROM ")
      function(plan) { $0.wholeBody(bytes, as: plan.parameters[0].type) }
    case .direct(let values):
      text("FROM ")
      function(plan) { writer in
        writer.list(plan.parameters) { $0.argument($1, values[$1.name]) }
      }
    case .json(let payload): bodyCall(plan, payload)
    }
  }

  /// What the answer shows and what filters name, unless everything is taken anyway.
  private mutating func columns(of plan: CallPlan) {
    let call = TableReference("pgrst_call")
    if plan.returning.isEmpty { return text("*") }
    if plan.returning == ["*"] { return column(call, "*") }
    list(Set(plan.returning + plan.filtered).sortedAsText) { $0.column(call, $1) }
  }

  private mutating func function(_ plan: CallPlan, _ arguments: (inout SQLWriter) -> Void) {
    if plan.routine.returns.isScalar { text("(SELECT ") }
    name(plan.routine.name)
    text("(")
    arguments(&self)
    text(plan.routine.returns.isScalar ? ") pgrst_scalar) pgrst_call" : ") pgrst_call")
  }

  private mutating func wholeBody(_ bytes: [UInt8], as type: String) {
    if type == "bytea" { return bind(Self.hexadecimal(bytes), as: .bytea) }
    bind(String(decoding: bytes, as: UTF8.self))
    text("::\(type)")
  }

  private static func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".unicodeScalars)
    var text = "\\x"
    for byte in bytes {
      text.unicodeScalars.append(digits[Int(byte >> 4)])
      text.unicodeScalars.append(digits[Int(byte & 15)])
    }
    return text
  }

  private mutating func argument(_ parameter: RoutineParameter, _ value: CallPlan.Value?) {
    if parameter.isVariadic { text("VARIADIC ") }
    identifier(parameter.name)
    text(" := ")
    switch value {
    case .one(let value): bind(value)
    case .several(let values): bind(Self.arrayLiteral(values), as: .textArray)
    case nil: text("NULL")
    }
    text("::\(parameter.unboundedType)")
  }

  private mutating func bodyCall(_ plan: CallPlan, _ payload: String) {
    let columns = plan.parameters.map { PlannedColumn(name: $0.name, type: $0.unboundedType) }
    rows(PayloadRows(payload: payload, columns: columns, isLimitedToOne: true))
    text(", LATERAL ")
    function(plan) { writer in
      writer.list(plan.parameters) { writer, parameter in
        if parameter.isVariadic { writer.text("VARIADIC ") }
        writer.identifier(parameter.name)
        writer.text(" := pgrst_body.")
        writer.identifier(parameter.name)
      }
    }
  }
}
