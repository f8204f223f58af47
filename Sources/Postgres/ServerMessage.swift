internal import CLibPQ
internal import SQLAnswers

extension ServerMessage {
  init(_ result: OpaquePointer) {
    func field(_ code: Character) -> String? {
      guard let ascii = code.asciiValue, let text = PQresultErrorField(result, Int32(ascii)) else { return nil }
      return String(cString: text)
    }
    self.init(
      severity: field("V") ?? field("S") ?? "ERROR",
      sqlState: field("C") ?? "XX000",
      message: field("M") ?? String(cString: PQresultErrorMessage(result)),
      detail: field("D"),
      hint: field("H"),
      context: field("W"),
      position: field("P").flatMap(Int.init)
    )
    schema = field("s")
    table = field("t")
    column = field("c")
    constraint = field("n")
    isRaised = field("R") == "exec_stmt_raise"
  }
}
