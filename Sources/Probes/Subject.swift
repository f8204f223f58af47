internal import JSONText

/// A user who asks, with the names of the principals that are this user.
package struct Subject: Hashable, Sendable {
  /// The token's `sub`.
  var subject: String?
  var email: String?
  /// A tenant's label.
  var tenant: String?
  var names: [String]
}

extension Population {
  /// Everybody who asks, one entry for each user and tenant; those without a subject come as one.
  var subjects: [Subject] {
    let asking = principals.filter { $0.kind != .trusted && $0.derivedFrom == nil }
    var subjects: [Subject] = []
    for principal in asking {
      let subject = principal.claims?["sub"]?.string
      if let index = subjects.firstIndex(where: { $0.subject == subject && $0.tenant == principal.tenant }) {
        subjects[index].names.append(principal.name)
      } else {
        subjects.append(
          Subject(
            subject: subject, email: principal.claims?["email"]?.string, tenant: principal.tenant,
            names: [principal.name]))
      }
    }
    return subjects
  }
}
