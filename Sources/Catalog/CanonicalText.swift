internal import SQLText

extension CatalogSnapshot {
  /// What the schema says, a line a fact, without OIDs, statistics or roles that own nothing here.
  package var canonicalText: String {
    var lines: [String] = []
    lines += schemas.map { "schema|\($0.name)|\($0.owner)|\($0.access.canonicalText)" }
    for relation in relations { lines += relation.canonicalLines(in: self) }
    lines += constraints.map { constraint in
      "constraint|\(relation(constraint.relation)?.name.description ?? "")|\(constraint.name)|\(constraint.definition)"
    }
    lines += uniqueIndexes.map { "index|\($0.definition)" }
    lines += functions.filter { $0.name.schema != "pg_catalog" }.map(\.canonicalLine)
    lines += types.filter { $0.kind == .enumeration || $0.kind == .domain }.map { type in
      let base = self.type(type.domainBase)?.displayName ?? ""
      return "type|\(type.name)|\(type.enumLabels)|\(base)|\(type.domainDefault ?? "")"
    }
    lines += policies.map { policy in
      let roles = policy.roles.sorted()
      return "policy|\(relation(policy.relation)?.name.description ?? "")|\(policy.name)|\(policy.command.rawValue)"
        + "|\(policy.isPermissive)|\(roles)|\(policy.using ?? "")|\(policy.check ?? "")"
    }
    lines += triggers.map { "trigger|\($0.definition)|\($0.isEnabled)" }
    lines += rules.map { "rule|\($0.definition)" }
    lines += defaultPrivileges.map { grant in
      "default|\(grant.creator)|\(grant.schema ?? "")|\(grant.kind.rawValue)|\(grant.access.canonicalText)"
    }
    lines += extensions.map { "extension|\($0.name)|\($0.schema)" }
    return lines.joined(separator: "\n")
  }
}

extension Relation {
  fileprivate func canonicalLines(in catalog: CatalogSnapshot) -> [String] {
    let parents = parents.compactMap { catalog.relation($0)?.name.description }
    let head =
      "relation|\(name)|\(kind.rawValue)|\(owner)|\(rowSecurity)|\(forcesRowSecurity)|\(securityInvoker)"
      + "|\(securityBarrier)|\(parents)|\(access.canonicalText)|\(viewDefinition ?? "")"
    return [head]
      + columns.map { column in
        "column|\(name)|\(column.name)|\(column.typeName)|\(column.isNotNull)|\(column.defaultExpression ?? "")"
          + "|\(column.access.canonicalText)"
      }
  }
}

extension Function {
  fileprivate var canonicalLine: String {
    "function|\(signature)|\(owner)|\(language)|\(volatility.name)|\(isSecurityDefiner)|\(configuration)"
      + "|\(access.canonicalText)|\(body)"
  }
}

extension AccessList {
  fileprivate var canonicalText: String {
    grants.map { "\($0.grantee ?? "PUBLIC")=\($0.rights.words.joined(separator: ","))" }.sorted()
      .joined(separator: ";")
  }
}
