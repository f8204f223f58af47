import Assessment
import Execution
import Foundation
import JSONText
import PostgREST
import Settings
import Testing

/// Over a server of its own: every recorded request is answered as the recorded PostgREST answered.
@Suite(.serialized) struct AnswerTests {
  /// Requests whose recorded answer no model can give, with the reason.
  private static let exceptions: [String: String] = [
    "P27-022": "without an order, groups of an enum come in the order of a hash over the enum's OIDs",
    "P33-021": "times and blocks of an analyzed plan are masked in the recording",
    "P33-023": "times and blocks of an analyzed plan are masked in the recording",
    "P40-002": "asked on the port for administration",
    "P40-003": "asked on the port for administration",
    "P40-004": "asked on the port for administration",
    "P41-011": "the recording set a sequence before the request",
    "P41-012": "the recording set a sequence before the request",
  ]

  @Test(.timeLimit(.minutes(5)), arguments: Recording.configurations)
  func everyRecordedRequestIsAnsweredTheSame(_ configuration: String) async throws {
    let vectors = try Recording.inProcess(configuration)
    let file = Recording.folder.appending(path: "\(configuration).toml").path(percentEncoded: false)
    let answerer = try await RequestAnswerer.open(ProjectSettings.load(file: file))
    var differences: [String] = []
    for vector in vectors where Self.exceptions[vector.id] == nil {
      let answer = try await answerer.answer(vector.http, as: vector.caller)
      if let difference = AnswerComparison(vector, answer.response).difference {
        differences.append("\(vector.name): \(difference)")
      }
    }
    await answerer.close()
    #expect(
      differences.isEmpty,
      "\(differences.count) of \(vectors.count) differ:\n\(differences.prefix(8).joined(separator: "\n"))")
  }
}
