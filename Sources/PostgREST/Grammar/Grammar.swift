/// The text being read.
struct GrammarInput: Sendable {
  let scalars: [Unicode.Scalar]

  init(_ text: String) { scalars = Array(text.unicodeScalars) }

  func scalar(at place: Place) -> Unicode.Scalar? {
    place.offset < scalars.count ? scalars[place.offset] : nil
  }
}

/// What one attempt gave.
///
/// A failure that has consumed input is final: no alternative is tried after it.
struct Reply<Output: Sendable>: Sendable {
  var consumed: Bool
  /// nil on failure.
  var output: Output?
  /// Where reading goes on after a success.
  var place: Place
  /// What failed, or what could also have stood at `place`.
  var error: GrammarError

  func with<Other>(_ other: Other?) -> Reply<Other> {
    Reply<Other>(consumed: consumed, output: other, place: place, error: error)
  }
}

/// A rule of the grammar, with the semantics of the library PostgREST uses: predictive, with explicit backtracking.
struct Grammar<Output: Sendable>: Sendable {
  let run: @Sendable (GrammarInput, Place) -> Reply<Output>

  /// Reads the start of a text.
  func parse(_ text: String) -> Result<Output, GrammarError> {
    let reply = run(GrammarInput(text), Place())
    return reply.output.map { .success($0) } ?? .failure(reply.error)
  }
}

extension GrammarError: Error {}

extension Grammar {
  static func just(_ output: Output) -> Grammar {
    Grammar { _, place in Reply(consumed: false, output: output, place: place, error: .none(at: place)) }
  }

  static func failing() -> Grammar {
    Grammar { _, place in Reply(consumed: false, output: nil, place: place, error: .none(at: place)) }
  }

  func map<Other>(_ transform: @escaping @Sendable (Output) -> Other) -> Grammar<Other> {
    let run = run
    return Grammar<Other> { input, place in
      let reply = run(input, place)
      return reply.with(reply.output.map(transform))
    }
  }

  /// This rule, then the one that its output chooses.
  func then<Other>(_ next: @escaping @Sendable (Output) -> Grammar<Other>) -> Grammar<Other> {
    let run = run
    return Grammar<Other> { input, place in
      let first = run(input, place)
      guard let output = first.output else { return first.with(nil) }
      var second = next(output).run(input, first.place)
      if !second.consumed { second.error = first.error.merged(with: second.error) }
      second.consumed = second.consumed || first.consumed
      return second
    }
  }

  func followed<Other>(by next: Grammar<Other>) -> Grammar {
    then { output in next.map { _ in output } }
  }

  func before<Other>(_ next: Grammar<Other>) -> Grammar<Other> {
    then { _ in next }
  }

  /// This rule, or the other where this one fails without consuming.
  func or(_ other: Grammar) -> Grammar {
    let run = run
    return Grammar { input, place in
      let first = run(input, place)
      if first.output != nil || first.consumed { return first }
      var second = other.run(input, place)
      if !second.consumed { second.error = first.error.merged(with: second.error) }
      return second
    }
  }

  /// The first of the rules that succeeds, or that fails after consuming.
  static func first(of rules: [Grammar]) -> Grammar { rules.reduce(.failing()) { $0.or($1) } }

  /// This rule, failing as if nothing had been consumed.
  var attempt: Grammar {
    let run = run
    return Grammar { input, place in
      var reply = run(input, place)
      if reply.output == nil { reply.consumed = false }
      return reply
    }
  }

  /// This rule under a name of its own in errors.
  func label(_ name: String) -> Grammar {
    let run = run
    return Grammar { input, place in
      var reply = run(input, place)
      if !reply.consumed, reply.output == nil || !reply.error.isEmpty { reply.error = reply.error.expecting(name) }
      return reply
    }
  }

  /// Reads without moving on.
  var ahead: Grammar {
    let run = run
    return Grammar { input, place in
      let reply = run(input, place)
      guard reply.output != nil else { return reply }
      return Reply(consumed: false, output: reply.output, place: place, error: .none(at: place))
    }
  }

  var optional: Grammar<Output?> { map { .some($0) }.or(.just(nil)) }

  /// As often as it goes.
  var many: Grammar<[Output]> {
    let run = run
    return Grammar<[Output]> { input, start in
      var outputs: [Output] = []
      var place = start
      while true {
        let reply = run(input, place)
        guard let output = reply.output else {
          if reply.consumed { return reply.with(nil) }
          return Reply(consumed: !outputs.isEmpty, output: outputs, place: place, error: reply.error)
        }
        // A rule that reads nothing would go on for ever.
        guard reply.consumed else {
          return Reply(consumed: !outputs.isEmpty, output: outputs, place: place, error: reply.error)
        }
        outputs.append(output)
        place = reply.place
      }
    }
  }

  var atLeastOnce: Grammar<[Output]> {
    let many = many
    return then { first in many.map { [first] + $0 } }
  }

  func separated<Separator>(by separator: Grammar<Separator>) -> Grammar<[Output]> {
    let rest = separator.before(self).many
    return then { first in rest.map { [first] + $0 } }
  }

  func between(_ open: Unicode.Scalar, _ close: Unicode.Scalar) -> Grammar {
    Grammar<Unicode.Scalar>.scalar(open).before(self).followed(by: .scalar(close))
  }

  /// A rule that contains itself, to a bounded depth, since the text comes from a stranger.
  static func nested(deepest: Int = 128, _ rule: @escaping @Sendable () -> Grammar) -> Grammar {
    Grammar { input, place in
      guard place.depth < deepest else {
        let error = GrammarError(place: place, messages: [.tooDeep])
        return Reply(consumed: true, output: nil, place: place, error: error)
      }
      var inner = place
      inner.depth += 1
      var reply = rule().run(input, inner)
      reply.place.depth = place.depth
      return reply
    }
  }
}
