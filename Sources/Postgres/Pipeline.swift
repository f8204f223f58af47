internal import CLibPQ
package import SQLAnswers
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
  /// When the connection is lost, the segment that was being answered and all later ones hold ``Answer/lost(_:)``. When it is
  /// given up, the steps not answered yet hold ``Answer/givenUp``, and later segments are not received.
  ///
  /// - Parameters:
  ///   - time: what the segment of an index may take; nil for what one statement may.
  ///   - receive: called with each segment's index and its answers, one a step, in order; where it returns false
  ///     the rest stays unread, and the connection is good for nothing but to be closed.
  package func pipeline(
    _ segments: [PipelineSegment], window: Int = 96, within time: ((Int) -> Duration)? = nil,
    receive: (Int, [Answer]) -> Bool
  ) throws {
    let wire = try requireWire()
    guard PQenterPipelineMode(wire.handle) == 1 else { throw wire.failure }
    defer { if isOpen { _ = PQexitPipelineMode(wire.handle) } }
    var sent = 0
    for index in segments.indices {
      while sent < segments.count, sent - index < window, wire.send(segments[sent]) { sent += 1 }
      var allowance = Allowance(time?(index) ?? limits.statement, limits.bytes)
      let reply = sent > index ? wire.reply(to: segments[index], &allowance) : .lost
      switch reply {
      case .answers(let answers):
        guard receive(index, answers) else { return }
      case .givenUp(let answers, let failure):
        giveUp(failure)
        _ = receive(index, answers)
        return
      case .lost:
        let message = wire.failure.message
        for rest in index..<segments.count where !receive(rest, segments[rest].map { _ in .lost(message) }) { break }
        return
      }
    }
  }
}

/// What came of a segment.
private enum Reply {
  case answers([Answer])
  /// One of the answers took too long or holds too much.
  case givenUp([Answer], ConnectionFailure)
  case lost
}

extension Wire {
  fileprivate func send(_ segment: PipelineSegment) -> Bool {
    for step in segment where !send(step) { return false }
    return PQpipelineSync(handle) == 1
  }

  private func send(_ step: PipelineStep) -> Bool {
    switch step {
    case .query(let text, let parameters):
      withCStrings(parameters.map(\.value)) { values in
        PQsendQueryParams(
          handle, text, Int32(parameters.count), parameters.map { Oid($0.type.rawValue) }, values, nil, nil, 0)
      } == 1
    case .prepare(let name, let text, let types):
      PQsendPrepare(handle, name, text, Int32(types.count), types.map { Oid($0.rawValue) }) == 1
    case .execute(let name, let values):
      withCStrings(values) { pointers in
        PQsendQueryPrepared(handle, name, Int32(values.count), pointers, nil, nil, 0)
      } == 1
    }
  }

  fileprivate func reply(to segment: PipelineSegment, _ allowance: inout Allowance) -> Reply {
    var answers: [Answer] = []
    answers.reserveCapacity(segment.count)
    do {
      for _ in segment {
        guard let answer = try next(&allowance) else { return .lost }
        answers.append(answer)
      }
      guard let sync = try result(&allowance) else { return .lost }
      defer { PQclear(sync) }
      return PQresultStatus(sync) == PGRES_PIPELINE_SYNC ? .answers(answers) : .lost
    } catch {
      // The server holds answers back until the Sync: which of the steps it is at cannot be known.
      let heard = notices.take()
      answers += segment.dropFirst(answers.count).map { _ in .failed(error.asRefusal, notices: []) }
      answers[answers.count - 1] = answers[answers.count - 1].noting(heard)
      return .givenUp(answers, error)
    }
  }

  /// The answer to one step; nil when the connection was lost.
  private func next(_ allowance: inout Allowance) throws(ConnectionFailure) -> Answer? {
    var assembly = AnswerAssembly()
    var answer: Answer?
    _ = PQsetSingleRowMode(handle)
    // A NULL ends the results of each statement of a pipeline.
    while let result = try result(&allowance) {
      defer { PQclear(result) }
      answer = try assembly.add(result, counting: &allowance) ?? answer
      if PQresultStatus(result) == PGRES_FATAL_ERROR, !isAlive { return nil }
    }
    return isAlive ? answer?.noting(notices.take()) : nil
  }
}
