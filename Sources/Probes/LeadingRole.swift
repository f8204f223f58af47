/// Words for those who lead, as claims, columns and policies name them.
package enum LeadingRole {
  /// People, the likeliest first.
  private static let people = ["owner", "admin", "administrator", "superadmin", "manager", "partner", "merchant"]
  private static let all = people + ["service"]

  /// Whether the word names somebody who leads.
  package static func names(_ word: String) -> Bool { people.contains(word.lowercased()) }

  /// Labels that open more come first; those that say nothing of rank last.
  static func rank(_ label: String) -> Int { all.firstIndex(of: label.lowercased()) ?? all.count }
}
