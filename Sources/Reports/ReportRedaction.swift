internal import JSONText
package import Judgement
internal import PostgREST
internal import Probes

extension Report {
  /// The report without any value of a secret: whatever a format prints has passed here.
  package func redacted(by redaction: Redaction) -> Report {
    var report = self
    report.verdict.findings = verdict.findings.map(redaction.finding)
    report.verdict.allowed = verdict.allowed.map { allowed in
      AllowedFinding(finding: redaction.finding(allowed.finding), reason: redaction.text(allowed.reason))
    }
    report.verdict.unproven = verdict.unproven.map(redaction.unproven)
    report.verdict.coverage.skipped = verdict.coverage.skipped.map(redaction.unproven)
    report.verdict.controls.failed = verdict.controls.failed.map(redaction.unproven)
    report.notes = notes.map(redaction.text)
    report.principals = principals.map(redaction.principal)
    for index in api.indices { report.api[index].value = redaction.json(api[index].value) }
    for index in database.migrations.indices {
      report.database.migrations[index].failed = database.migrations[index].failed.map {
        Migration.Failure(line: $0.line, message: redaction.text($0.message))
      }
    }
    return report
  }
}

extension Redaction {
  fileprivate func finding(_ finding: Finding) -> Finding {
    var copy = finding
    copy.principal = principal(finding.principal)
    copy.request = asked(finding.request)
    copy.setup = finding.setup.map(request)
    copy.sql = finding.sql.map(text)
    if case .place(var place) = finding.door {
      place.description = text(place.description)
      copy.door = .place(place)
    }
    copy.evidence = text(finding.evidence)
    copy.causes = finding.causes.map(cause)
    if let repair = finding.repair { copy.repair?.sql = text(repair.sql) }
    return copy
  }

  private func asked(_ asked: Asked) -> Asked {
    switch asked {
    case .http(let request): .http(self.request(request))
    case .sql(let text): .sql(self.text(text))
    }
  }

  private func request(_ request: HTTPRequest) -> HTTPRequest {
    HTTPRequest(
      method: request.method, url: text(request.url), headers: request.headers.map { Header($0.name, text($0.value)) },
      body: request.body.map(body))
  }

  private func cause(_ cause: Cause) -> Cause {
    var copy = cause
    (copy.object, copy.fact) = (text(cause.object), text(cause.fact))
    return copy
  }

  fileprivate func principal(_ principal: Principal) -> Principal {
    var copy = principal
    copy.claims = principal.claims.map(json)
    copy.headers = principal.headers.mapValues(text)
    return copy
  }

  fileprivate func unproven(_ unproven: Unproven) -> Unproven { Unproven(text(unproven.what), text(unproven.why)) }

  fileprivate func json(_ value: JSONValue) -> JSONValue {
    switch value {
    case .null, .bool: value
    case .number(let digits): text(digits) == digits ? value : .string(text(digits))
    case .string(let string): .string(text(string))
    case .array(let values): .array(values.map(json))
    case .object(let members): .object(members.map { .init($0.key, json($0.value)) })
    }
  }
}
