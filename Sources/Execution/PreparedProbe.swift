package import PostgREST
package import Postgres
package import Probes
package import SQLAnswers

/// A chain of requests of one caller, ready to be sent, with what forms their answers.
package struct PreparedProbe: Sendable {
  package private(set) var segment: PipelineSegment = []
  private var prepared: [PreparedRequest] = []
  private var spans: [SegmentWriter.Span] = []
  /// PostgREST's own refusal of the first request that it would not take.
  private var refusal: APIError?

  /// Whether somebody else asked before on the same connection.
  private var isPooled = false

  /// - Parameter opener: the caller of the requests before the last, and whether they are committed; nil where one caller
  ///   makes them all.
  package init(
    chain: [Request], by prelude: CallerPrelude, after opener: (caller: CallerPrelude, commits: Bool)? = nil,
    planner: Planner,
    writer: inout SegmentWriter, afresh: Bool
  ) {
    do throws(APIError) {
      for (index, request) in chain.enumerated() {
        prepared.append(try planner.plan(request, by: index < chain.count - 1 ? opener?.caller ?? prelude : prelude))
      }
    } catch {
      refusal = error
      return
    }
    let transactions = prepared.compactMap(\.transaction)
    guard !transactions.isEmpty else { return }
    isPooled = opener != nil
    let written = writer.write(
      transactions, role: prelude.caller.role, afresh: afresh, pooled: opener.map { .init(commits: $0.commits) })
    segment = written.segment
    spans = written.spans
  }

  init(refusal: APIError) { self.refusal = refusal }

  /// How many requests are sent.
  var requests: Int { spans.count }

  /// What the client sees of the last request: its answer, or the refusal of one that came before.
  package func exchange(from answers: [Answer]) -> Exchange {
    let heard = isPooled ? spans.last?.statements.first.map { answers[$0.lowerBound...] } ?? [] : answers[...]
    let notices = heard.flatMap(\.notices).map { notice in
      [notice.message, notice.detail, notice.hint].compactMap(\.self).joined(separator: " ")
    }
    if let refusal { return Exchange(response: Response(refusal), notices: notices) }
    // Which of the requests it was cannot be told: the server holds answers back until the end of the segment.
    if let end = answers.lazy.compactMap(\.givenUp).first {
      return Exchange(response: Response(APIError(500, end.sqlState, end.message)), notices: isPooled ? [] : notices)
    }
    for (index, span) in spans.enumerated() {
      let own = span.statements.map { Self.answer(of: answers[$0]) }
      let hasFailed = own.contains { $0.failure != nil }
      // What the other one was told is not for the one who asks.
      if hasFailed, isPooled, index < spans.count - 1 { return Exchange(response: Response(status: 500)) }
      if hasFailed || index == spans.count - 1 {
        var exchange = Exchange(
          response: prepared[index].response(toStatementsInOrder: own), notices: notices,
          isRaised: own.contains { $0.failure?.isRaised ?? false })
        exchange.isOfDomain = own.contains { $0.failure?.isOfDomain ?? false }
        return exchange
      }
    }
    return Exchange(response: prepared.last?.response(to: []) ?? Response(status: 500))
  }

  /// The failure among the steps of one statement, or what its last step brought.
  private static func answer(of steps: ArraySlice<Answer>) -> Answer {
    steps.first { $0.failure != nil } ?? steps.last ?? .command(tag: "", notices: [])
  }
}

extension PreparedRequest {
  /// The response from one answer a statement, in PostgREST's order with BEGIN first; those after a failure may be missing.
  package func response(toStatementsInOrder answers: [Answer]) -> Response {
    guard let transaction else { return response(to: [], constraints: nil) }
    let opening = transaction.preRequest == nil ? 2 : 3
    if let failure = answers.prefix(opening).first(where: { $0.failure != nil }) {
      return response(to: [failure], constraints: nil)
    }
    let end = opening + transaction.statements.count
    guard answers.count > end else { return response(to: Array(answers.dropFirst(opening)), constraints: nil) }
    return response(to: Array(answers[opening..<end] + answers.dropFirst(end + 1)), constraints: answers[end])
  }
}
