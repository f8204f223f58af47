internal import Catalog
internal import Judgement
internal import Probes
internal import Provisioning
internal import Reports

extension Trial {
  /// What the run says, for every format.
  func report(seed: String, started: Moment) -> Report {
    let ground = stage.ground
    let site = stage.site
    let version = ground.catalog.serverVersion
    let gate = Gate(failOn: stage.options.failOn, rawSQL: stage.api.rawSQL.value)
    return Report(
      run: Report.Run(seed: seed, started: started.text, seconds: started.elapsed, settings: site.settingsDigest),
      database: Report.Database(
        postgres: "\(version / 10_000).\(version % 10_000)", catalog: site.catalogFingerprint,
        baseline: stage.settings.database.baseline.rawValue,
        defaultPrivileges: stage.settings.database.defaultPrivileges.rawValue,
        migrations: site.provisioned.migrations.map { record in
          Report.Migration(
            file: record.file, sha256: record.sha256, statements: record.statements,
            failed: record.failures.map { Report.Migration.Failure(line: $0.line, message: $0.message) })
        }),
      api: stage.api.reported, principals: ground.principals,
      secrets: ground.secrets.indices.map { index in
        Report.SecretTally(secret: ground.secrets[index], canaries: ground.canaries.count { $0.secret == index })
      },
      conclusion: verdict.conclusion(gate), gate: gate, verdict: verdict, notes: notes(started)
    ).redacted(by: stage.redaction)
  }

  /// Allowances that nothing used, or that have run out.
  private func notes(_ started: Moment) -> [String] {
    stage.notes
      + stage.allowances.compactMap { allowance in
        if let expires = allowance.expires, expires <= started.day {
          return "the allowance \"\(allowance.reason)\" expired on \(expires)"
        }
        // A mask works by shaping the canaries, and leaves no finding behind.
        let used = allowance.channel == "mask" || verdict.allowed.contains { $0.reason == allowance.reason }
        return used ? nil : "the allowance \"\(allowance.reason)\" was not used"
      }
  }
}

extension Stage {
  /// What keeps the values of secrets out of a report or an error.
  var redaction: Redaction {
    Redaction(canaries: ground.canaries, secrets: ground.secrets, harmless: ground.catalog.names)
  }
}
