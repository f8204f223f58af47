internal import Judgement
internal import Postgres
package import Reports
package import Settings

/// The conductor: names the stages of a run in their order.
package struct Assessment: Sendable {
  let settings: ProjectSettings
  let options: RunOptions
  let tell: @Sendable (Progress) -> Void

  package init(
    settings: ProjectSettings, options: RunOptions = RunOptions(),
    tell: @escaping @Sendable (Progress) -> Void = { _ in }
  ) {
    self.settings = settings
    self.options = options
    self.tell = tell
  }

  /// Proves the claims, or says which does not hold.
  ///
  /// - Throws: whatever kept the program from doing its work; a leak is no error.
  package func run() async throws -> Report {
    let started = RunClock.now
    let seed = options.seed ?? Self.drawnSeed()
    let reached = RunProgress()
    let tell: @Sendable (Progress) -> Void = { [tell] progress in
      reached.note(progress)
      tell(progress)
    }
    tell(.starting)
    let project = try await ProjectServer.open(settings, options, tell: tell)
    do {
      let prepared = try await PreparedRun.set(project, settings, options, seed: seed, tell: tell)
      let trial = Trial(prepared: prepared, project: project, settings: settings, started: started, tell: tell)
      let verdict = try await Self.redactingErrors(of: prepared) { try await trial.hold() }
      await project.close(tell: tell)
      return trial.report(verdict, seed: seed, options)
    } catch {
      await project.close(tell: tell)
      throw reached.explained(error)
    }
  }

  /// What ends a trial early may quote what stood in an answer.
  private static func redactingErrors<Result>(
    of prepared: PreparedRun, _ work: () async throws -> Result
  ) async throws -> Result {
    do {
      return try await work()
    } catch let failure as ConnectionFailure {
      throw ConnectionFailure(prepared.redaction.text(failure.message))
    } catch {
      throw prepared.redaction.error(error)
    }
  }

  private static func drawnSeed() -> String {
    let digits = String(UInt64.random(in: .min ... .max), radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
