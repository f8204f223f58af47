package import Judgement
package import Probes
internal import SQLText

extension ProjectSettings {
  /// The run's bounds: the program's own where the settings name none.
  package var bounds: Limits {
    var bounds = Limits()
    bounds.calls = limits.calls ?? bounds.calls
    bounds.rows = limits.rows ?? bounds.rows
    bounds.pages = limits.pages ?? bounds.pages
    bounds.differences = limits.differences ?? bounds.differences
    return bounds
  }

  package var knownTenants: [Tenant] { tenants.map { Tenant(label: $0.label, key: $0.key) } }

  package var allowances: [Allowance] {
    allow.map { entry in
      Allowance(
        secret: unquoted(entry.secret), principal: entry.principal, request: entry.request,
        tenant: entry.tenant.map(tenantLabel), channel: entry.channel,
        reason: entry.reason, expires: entry.expires)
    }
  }

  /// The label of a tenant that an entry names by its label or its key.
  package func tenantLabel(_ named: String) -> String { tenants.first { $0.key == named }?.label ?? named }

  /// `public."Mail Settings"` and `public.mail` are written as the secret's own name is.
  package func unquoted(_ pattern: String) -> String {
    guard pattern != "*", let name = QualifiedName(parsing: pattern) else { return pattern }
    return name.description
  }

  /// The secrets that are declared to be sealed.
  package func ciphertext(among secrets: [Secret]) -> Set<Secret> {
    Set(
      secrets.filter { secret in sealed.contains { $0.table == secret.relation && $0.columns.contains(secret.column) } }
    )
  }

  /// How many last characters of a secret a mask may show.
  package func keptSuffixes(of secrets: [Secret]) -> [Secret: Int] {
    var suffixes: [Secret: Int] = [:]
    for (entry, allowance) in zip(allow, allowances) where entry.channel == "mask" {
      for secret in secrets where allowance.covers(secret) { suffixes[secret] = entry.suffix ?? 4 }
    }
    return suffixes
  }
}
