internal import Catalog
internal import JSONText
internal import Judgement
internal import PostgREST
internal import Postgres
internal import Probes
internal import SQLText

/// Reads what Supabase serves beside PostgREST under the same token: Storage lists `storage.objects`, Realtime hands out
/// `realtime.messages`, both as the token's role and through row security.
struct SiblingServices: Sendable {
  let stage: Stage
  let probeRun: ProbeRun
  private static let schemas: [Identifier] = ["storage", "realtime"]

  func findings() async throws -> [Finding] {
    let beside = Self.schemas.filter { schema in
      !stage.ground.api.schemas.contains(schema)
        && stage.ground.rows.tables.contains { $0.name.schema == schema && !$0.rows.isEmpty }
    }
    guard !beside.isEmpty else { return [] }
    var api = stage.ground.api
    api.schemas += beside
    let cache = SchemaCache(catalog: stage.ground.catalog, settings: api)
    var sibling = probeRun
    sibling.planner = Planner(cache: cache, settings: api, facts: stage.planner.facts)
    sibling.ground = Ground(
      catalog: stage.ground.catalog, cache: cache, api: api, secrets: stage.ground.secrets,
      canaries: stage.ground.canaries, principals: stage.ground.principals, rows: stage.ground.rows,
      tenants: stage.ground.tenants)
    let relations = sibling.ground.relations.filter { beside.contains($0.name.schema) }
    let templates = relations.map { ProbeTemplate(sibling.ground.read($0), items: [.relation($0.name)]) }
    var findings = try await sibling.put(Plan(templates, of: WholeRows.name, on: sibling.ground)).findings
    let listening = templates.filter { $0.items == [.relation(Self.messages)] }
    for topic in topics {
      let plan = Plan(listening, of: WholeRows.name, on: sibling.ground)
      findings += try await sibling.listening(to: topic).put(plan).findings
    }
    return findings.uniqued(by: \.id)
  }

  private static let messages = QualifiedName("realtime", "messages")
  private static let mostTopics = 12

  /// The topics of the messages that exist.
  private var topics: [String] {
    let all = stage.ground.rows.rows(of: Self.messages).compactMap { $0["topic"]?.string }
    return Array(all.uniqued(by: \.self).prefix(Self.mostTopics))
  }
}

extension ProbeRun {
  /// The same probeRun by clients that join a topic: Realtime names it in a setting for the policies to read.
  fileprivate func listening(to topic: String) -> ProbeRun {
    var copy = self
    copy.first = first.setting("realtime.topic", to: topic)
    copy.second = second.setting("realtime.topic", to: topic)
    copy.replicas = replicas.map { replicas in
      LazyPair {
        let pair = try await replicas.pair()
        return (pair.first.setting("realtime.topic", to: topic), pair.second.setting("realtime.topic", to: topic))
      }
    }
    return copy
  }
}

extension ConnectionInfo {
  fileprivate func setting(_ name: String, to value: String) -> ConnectionInfo {
    let escaped = value.replacing("\\", with: "\\\\").replacing(" ", with: "\\ ")
    return with("options", "-c \(name)=\(escaped)")
  }
}
