internal import Judgement
internal import Postgres
package import Reports

/// The conductor: names the stages of a run in their order.
package struct Assessment: Sendable {
  let settings: Settings
  let options: RunOptions
  let tell: @Sendable (Progress) -> Void

  package init(
    settings: Settings, options: RunOptions = RunOptions(), tell: @escaping @Sendable (Progress) -> Void = { _ in }
  ) {
    self.settings = settings
    self.options = options
    self.tell = tell
  }

  /// Proves the claims, or says which does not hold.
  ///
  /// - Throws: whatever kept the program from doing its work; a leak is no error.
  package func run() async throws -> Report {
    let started = Moment.now
    let seed = options.seed ?? Self.drawnSeed()
    let whereabouts = Whereabouts()
    let tell: @Sendable (Progress) -> Void = { [tell] progress in
      whereabouts.note(progress)
      tell(progress)
    }
    tell(.starting)
    let site = try await Site.open(settings, options, tell: tell)
    do {
      let stage = try await Stage.set(site, settings, options, seed: seed, tell: tell)
      let trial = try await held(on: stage, started: started, tell: tell)
      await site.close(tell: tell)
      return trial.report(seed: seed, started: started)
    } catch {
      await site.close(tell: tell)
      throw whereabouts.explained(error)
    }
  }

  /// What ends a trial early may quote what stood in an answer.
  private func held(
    on stage: Stage, started: Moment, tell: @escaping @Sendable (Progress) -> Void
  ) async throws -> Trial {
    do {
      return try await Trial.hold(on: stage, started: started, tell: tell)
    } catch let failure as ConnectionFailure {
      throw ConnectionFailure(stage.redaction.text(failure.message))
    } catch {
      throw stage.redaction.error(error)
    }
  }

  private static func drawnSeed() -> String {
    let digits = String(UInt64.random(in: .min ... .max), radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
