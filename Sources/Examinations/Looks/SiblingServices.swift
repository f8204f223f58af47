internal import Catalog
internal import Execution
internal import JSONText
internal import Judgement
internal import PostgREST
internal import Postgres
internal import Probes
internal import Rounds
internal import SQLText

/// Reads what Supabase serves beside PostgREST under the same token: Storage lists `storage.objects`, Realtime hands out
/// `realtime.messages`, both as the token's role and through row security.
package struct SiblingServices: Examination {
  package static let name = "siblings"
  package static let summary = "reads what Storage and Realtime serve beside PostgREST under the same token"
  package static let rationale = """
    Storage lists storage.objects and Realtime hands out realtime.messages as the token's role and through row security: a \
    policy there that asks less than the one on the table gives away what a row names or carries. Write the policies of \
    both with the condition of the product's own tables.
    """
  private let stage: Stage
  private let run: ProbeRun
  private static let schemas: [Identifier] = ["storage", "realtime"]

  package static func examine(_ subject: ExaminationSubject) async throws -> Examined {
    Examined(findings: try await SiblingServices(stage: subject.stage, run: subject.run).findings())
  }

  private func findings() async throws -> [Finding] {
    let population = stage.context.population
    let beside = Self.schemas.filter { schema in
      !stage.context.surface.settings.schemas.contains(schema)
        && population.rows.tables.contains { $0.name.schema == schema && !$0.rows.isEmpty }
    }
    guard !beside.isEmpty else { return [] }
    var api = stage.context.surface.settings
    api.schemas += beside
    let surface = Surface(catalog: stage.context.surface.catalog, settings: api)
    let context = ProbeContext(surface: surface, readings: Readings(of: surface), population: population)
    let serving = stage.serving(Planner(cache: surface.cache, settings: api, facts: stage.planner.facts))
    let reads = surface.relations.filter { beside.contains($0.name.schema) }.map {
      ProbeTemplate(surface.read($0), items: [.relation($0.name)])
    }
    var sibling = run.over(context)
    sibling.target = serving.target
    sibling.replica = { try await serving.replica() }
    var findings = try await sibling.put(Plan(reads, of: WholeRows.name, in: context)).findings
    let listening = reads.filter { $0.items == [.relation(Self.messages)] }
    for topic in topics {
      let plan = Plan(listening, of: WholeRows.name, in: context)
      findings += try await sibling.listening(to: topic, on: serving).put(plan).findings
    }
    return findings.uniqued(by: \.id)
  }

  private static let messages = QualifiedName("realtime", "messages")
  private static let mostTopics = 12

  /// The topics of the messages that exist.
  private var topics: [String] {
    let all = stage.context.population.rows.rows(of: Self.messages).compactMap { $0["topic"]?.string }
    return Array(all.uniqued(by: \.self).prefix(Self.mostTopics))
  }
}

extension ProbeRun {
  /// The same run by clients that join a topic: Realtime names it in a setting for the policies to read.
  fileprivate func listening(to topic: String, on stage: Stage) -> ProbeRun {
    var copy = self
    copy.target = stage.target.setting("realtime.topic", to: topic)
    copy.replica = { try await stage.replica().setting("realtime.topic", to: topic) }
    return copy
  }
}
