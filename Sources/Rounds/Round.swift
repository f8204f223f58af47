internal import Judgement
internal import Probes

/// What is asked next, and of which worlds.
enum Round: Sendable {
  /// A step of a family's search for what to ask, put to the first world alone.
  case searching(family: String, Plan)
  /// The families' requests.
  case probing(Plan)
  /// The next pages of answers that were cut.
  case paging(Plan)
  /// Some probes of the plan, asked twice in each world: what one world does not repeat says nothing of a secret.
  case repeating([Int])
  /// Some probes of the plan, asked in each world and in the same world made once more: what was drawn while the worlds were
  /// made is another there.
  case remaking([Int])
}

/// What came back from a round.
enum RoundAnswers: Sendable {
  case found([Outcome])
  case outcomes(WorldOutcomes)
  case again([Int: AskedAgain])
}
