internal import PostgREST
internal import Postgres
internal import Probes

/// A chain of requests of one caller, ready to be sent, with what forms their answers.
struct Question: Sendable {
  var segment: PipelineSegment = []
  private var prepared: [PreparedRequest] = []
  private var spans: [SegmentWriter.Span] = []
  /// PostgREST's own refusal of the first request that it would not take.
  private var refusal: APIError?

  init(chain: [Request], caller: Caller, planner: Planner, writer: inout SegmentWriter, afresh: Bool) {
    let prelude = CallerPrelude(caller, facts: planner.facts)
    do throws(APIError) {
      for request in chain { prepared.append(try planner.plan(request, by: prelude)) }
    } catch {
      refusal = error
      return
    }
    let transactions = prepared.compactMap(\.transaction)
    guard !transactions.isEmpty else { return }
    let written = writer.write(transactions, role: caller.role, afresh: afresh)
    segment = written.segment
    spans = written.spans
  }

  /// What the client sees of the last request: its answer, or the refusal of one that came before.
  func exchange(from answers: [Answer]) -> Exchange {
    let notices = answers.flatMap(\.notices).map { notice in
      [notice.message, notice.detail, notice.hint].compactMap(\.self).joined(separator: " ")
    }
    if let refusal { return Exchange(response: Response(refusal), notices: notices) }
    var requests = prepared[...]
    for span in spans {
      guard let request = requests.popFirst() else { break }
      let own = Array(answers[span.steps])
      let failed = own.contains { $0.failure != nil }
      if failed || requests.isEmpty {
        return Exchange(response: request.response(to: own, answering: span), notices: notices)
      }
    }
    return Exchange(response: prepared.last?.response(to: []) ?? Response(status: 500), notices: notices)
  }
}

extension PreparedRequest {
  /// The response from the answers to the steps of a span: the first failure, or what the answering steps brought.
  fileprivate func response(to answers: [Answer], answering span: SegmentWriter.Span) -> Response {
    if let failure = answers.first(where: { $0.failure != nil }) { return response(to: [failure]) }
    return response(to: span.answering.map { answers[$0 - span.steps.lowerBound] })
  }
}
