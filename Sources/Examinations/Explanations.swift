package import Judgement

extension Explanation {
  /// Everything that can be explained, in the order of ``Kind``.
  package static let all: [Explanation] = families + examinations + channels + claims

  /// All that go by a name, as a family and a channel may.
  package static func named(_ name: String) -> [Explanation] { all.filter { $0.name == name } }

  private static let examinations = ExaminationRegistry.all.map {
    Explanation(kind: .examination, name: $0.name, summary: $0.summary, rationale: $0.rationale)
  }
}
