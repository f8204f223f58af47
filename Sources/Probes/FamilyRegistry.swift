/// Every probe family, in the order in which a run tries them: the plainest door first, since a leak is reported once.
package enum FamilyRegistry {
  package static let all: [any ProbeFamily.Type] = [
    WholeRows.self,
    SingleColumns.self,
    JSONPaths.self,
    ComputedFields.self,
    Embeds.self,
    InnerEmbeds.self,
    FilterOracle.self,
    LogicOracle.self,
    OrderOracle.self,
    ExactCounts.self,
    CallsByGet.self,
    CallsByPost.self,
    CallResults.self,
    GraphQLEntry.self,
    OpenAPIRoot.self,
    MediaTypes.self,
    Spreads.self,
    DeepEmbeds.self,
    PlannedCounts.self,
    QueryPlans.self,
    ReturningWrites.self,
    FailingRows.self,
    ExistenceOracle.self,
    OtherIdentities.self,
    Escalation.self,
    PooledSessions.self,
  ]

  package static func family(named name: String) -> (any ProbeFamily.Type)? { all.first { $0.name == name } }
}
