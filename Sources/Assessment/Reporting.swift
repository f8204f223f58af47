internal import Catalog
internal import Execution
internal import Judgement
internal import PostgREST
internal import Probes
internal import Provisioning
internal import Reports
internal import Settings

extension Trial {
  /// What the run says, for every format.
  func report(_ verdict: Verdict, seed: String, _ options: RunOptions) -> Report {
    let context = prepared.stage.context
    let population = context.population
    let version = context.surface.catalog.serverVersion
    let gate = Gate(failOn: options.failOn, rawSQL: prepared.api.rawSQL.value)
    return Report(
      run: Report.Run(seed: seed, started: started.text, seconds: started.elapsed, settings: project.settingsDigest),
      database: Report.Database(
        postgres: "\(version / 10_000).\(version % 10_000)", catalog: project.catalogFingerprint,
        baseline: settings.database.baseline.rawValue, defaultPrivileges: settings.database.defaultPrivileges.rawValue,
        migrations: migrations),
      api: prepared.api.reported, principals: population.principals,
      secrets: population.secrets.indices.map { index in
        Report.SecretTally(
          secret: population.secrets[index], canaries: population.canaries.count { $0.secret == index })
      },
      conclusion: verdict.conclusion(gate), gate: gate, verdict: verdict, notes: notes(verdict)
    ).redacted(by: prepared.redaction)
  }

  private var migrations: [Report.Migration] {
    project.provisioned.migrations.map { record in
      Report.Migration(
        file: record.file, sha256: record.sha256, statements: record.statements,
        failed: record.failures.map { Report.Migration.Failure(line: $0.line, message: $0.message) })
    }
  }

  /// Allowances that nothing used, or that have run out.
  private func notes(_ verdict: Verdict) -> [String] {
    prepared.notes
      + prepared.allowances.compactMap { allowance in
        if let expires = allowance.expires, expires <= started.day {
          return "the allowance \"\(allowance.reason)\" expired on \(expires)"
        }
        // A mask works by shaping the canaries, and leaves no finding behind.
        let used = allowance.channel == "mask" || verdict.allowed.contains { $0.reason == allowance.reason }
        return used ? nil : "the allowance \"\(allowance.reason)\" was not used"
      }
  }
}

extension PreparedRun {
  /// What keeps the values of secrets out of a report or an error.
  var redaction: Redaction {
    Redaction(
      canaries: stage.context.population.canaries, secrets: stage.context.population.secrets,
      harmless: stage.context.surface.catalog.objectNames)
  }
}
