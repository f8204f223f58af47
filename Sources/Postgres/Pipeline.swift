internal import CLibPQ
package import SQLText

/// One message of a pipeline.
package enum PipelineStep: Hashable, Sendable {
  /// Parse, bind and execute at once.
  case query(text: String, parameters: [Parameter])
  /// Parse only; the empty name is replaced by the next Parse.
  case prepare(name: String, text: String, types: [Parameter.DeclaredType])
  /// Bind and execute what was prepared.
  case execute(name: String, values: [String?])
}

/// Steps that stand or fall together: a failure skips the rest of its own segment and nothing of the next.
package typealias PipelineSegment = [PipelineStep]

extension Connection {
  /// Sends the segments in one pipeline, each ended by a Sync, with at most `window` unanswered at any time.
  ///
  /// When the connection is lost, the segment that was being answered and all later ones hold ``Answer/lost(_:)``.
  ///
  /// - Parameter receive: called with each segment's index and its answers, one a step, in order; where it returns false
  ///   the rest stays unread, and the connection is good for nothing but to be closed.
  package func pipeline(
    _ segments: [PipelineSegment], window: Int = 96, receive: (Int, [Answer]) -> Bool
  ) throws {
    let live = try requireHandle()
    guard PQenterPipelineMode(live) == 1 else { throw ConnectionFailure(String(cString: PQerrorMessage(live))) }
    defer { _ = PQexitPipelineMode(live) }
    var sent = 0
    for index in segments.indices {
      while sent < segments.count, sent - index < window, send(segments[sent], on: live) { sent += 1 }
      let answers = sent > index ? answers(to: segments[index], on: live) : nil
      guard let answers else {
        let message = String(cString: PQerrorMessage(live))
        for rest in index..<segments.count where !receive(rest, segments[rest].map { _ in .lost(message) }) { break }
        return
      }
      guard receive(index, answers) else { return }
    }
  }

  private func send(_ segment: PipelineSegment, on live: OpaquePointer) -> Bool {
    for step in segment where !send(step, on: live) { return false }
    return PQpipelineSync(live) == 1
  }

  private func send(_ step: PipelineStep, on live: OpaquePointer) -> Bool {
    switch step {
    case .query(let text, let parameters):
      withCStrings(parameters.map(\.value)) { values in
        PQsendQueryParams(
          live, text, Int32(parameters.count), parameters.map { Oid($0.type.rawValue) }, values, nil, nil, 0)
      } == 1
    case .prepare(let name, let text, let types):
      PQsendPrepare(live, name, text, Int32(types.count), types.map { Oid($0.rawValue) }) == 1
    case .execute(let name, let values):
      withCStrings(values) { pointers in
        PQsendQueryPrepared(live, name, Int32(values.count), pointers, nil, nil, 0)
      } == 1
    }
  }

  /// The answers to one segment, or nil when the connection was lost on the way.
  private func answers(to segment: PipelineSegment, on live: OpaquePointer) -> [Answer]? {
    var answers: [Answer] = []
    answers.reserveCapacity(segment.count)
    for _ in segment {
      guard let answer = nextAnswer(on: live) else { return nil }
      answers.append(answer)
    }
    guard let sync = PQgetResult(live) else { return nil }
    defer { PQclear(sync) }
    return PQresultStatus(sync) == PGRES_PIPELINE_SYNC ? answers : nil
  }

  private func nextAnswer(on live: OpaquePointer) -> Answer? {
    guard let result = PQgetResult(live) else { return nil }
    defer { PQclear(result) }
    let answer = Answer(result, notices: notices.take())
    guard PQstatus(live) == CONNECTION_OK else { return nil }
    // A NULL ends the results of each statement of a pipeline.
    while let extra = PQgetResult(live) { PQclear(extra) }
    return answer
  }
}
