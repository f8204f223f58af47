package import PostgREST

/// A write, or a chain of them, that a principal was let do in the first world.
package struct PermittedWrite: Hashable, Sendable {
  /// In the order in which they are made.
  package var requests: [Request]
  /// The principal's name.
  package var principal: String
  /// What answered differently behind it.
  package var opened: [ProbeTemplate] = []

  package init(_ requests: [Request], by principal: String) {
    self.requests = requests
    self.principal = principal
  }
}

extension [PermittedWrite] {
  /// Most of each principal's, taken by turns from each kind of write into each relation.
  package func fewOfEachPrincipal(_ most: Int) -> [PermittedWrite] {
    Dictionary(grouping: self, by: \.principal).sorted { $0.key < $1.key }.flatMap { _, own in
      var turns: [Kind: Int] = [:]
      let order = own.enumerated().map { place, write -> (turn: Int, place: Int) in
        let kind = Kind(write)
        turns[kind, default: 0] += 1
        return (turns[kind, default: 0], place)
      }
      return order.sorted { $0 < $1 }.prefix(most).map { own[$0.place] }
    }
  }
}

private struct Kind: Hashable {
  var method: Request.Method?
  var resource: Request.Resource?
  var length: Int

  init(_ write: PermittedWrite) {
    method = write.requests.last?.method
    resource = write.requests.last?.resource
    length = write.requests.count
  }
}
