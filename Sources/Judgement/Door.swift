package import Probes
package import SQLText

/// What let a secret out: findings of one secret through one door are one finding.
package enum Door: Hashable, Sendable, CustomStringConvertible {
  case relation(QualifiedName)
  /// A function by its signature.
  case function(String)
  case computedField(QualifiedName, String)
  case relationship(QualifiedName, String)
  case root
  case place(Place)

  package var description: String {
    switch self {
    case .relation(let name): name.description
    case .function(let signature): signature
    case .computedField(let relation, let name): "\(relation).\(name)"
    case .relationship(let source, let name): "\(source) → \(name)"
    case .root: "/"
    case .place(let place): place.description
    }
  }
}

/// One secret through one door, which one finding tells.
package struct DoorOfSecret: Hashable, Sendable {
  package var secret: Secret
  package var door: Door

  package init(_ secret: Secret, _ door: Door) {
    self.secret = secret
    self.door = door
  }
}

extension Finding {
  package var doorOfSecret: DoorOfSecret { DoorOfSecret(secret, door) }
}
