internal import JSONText
internal import PostgREST
internal import Probes

/// How two worlds' answers differ, as a person would tell it.
struct DifferenceText: CustomStringConvertible {
  let description: String

  init(_ a: Exchange, _ b: Exchange, _ difference: Difference) {
    if a.response.status != b.response.status {
      description = "\(Self.status(a)) and \(Self.status(b))"
      return
    }
    let rows = [a, b].map { (try? JSONValue(parsing: $0.response.body))?.elements?.count }
    if let one = rows[0], let other = rows[1], one != other {
      description = "\(Self.counted(one)) and \(Self.counted(other))"
      return
    }
    let places = difference.places == 1 ? "1 place" : "\(difference.places) places"
    description = "\(Self.brief(difference.first)) and \(Self.brief(difference.second)) at \(places)"
  }

  private static func status(_ exchange: Exchange) -> String {
    "\(exchange.response.status)" + (exchange.response.code.map { " \($0)" } ?? "")
  }

  private static func counted(_ rows: Int) -> String { rows == 1 ? "1 row" : "\(rows) rows" }

  /// A word that is short, or says no more than yes or no, stands whole; of a longer one only the beginning is told.
  private static func brief(_ text: String) -> String { text.count <= 5 ? "\"\(text)\"" : "\"\(text.prefix(4))…\"" }
}
