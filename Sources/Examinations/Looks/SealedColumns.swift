internal import Catalog
internal import Execution
internal import Judgement
internal import PostgREST
internal import Postgres
internal import Probes
internal import Provisioning
internal import SQLAnswers
internal import SQLText
internal import Settings

/// Columns that hold ciphertext: each value names its key, opens in its own row, and in no other.
package struct SealedColumns: Examination {
  package static let name = "sealed"
  package static let summary =
    "opens the ciphertext of [[sealed]] columns in their own rows and in others"
  package static let rationale = """
    Encryption that does not bind a value to its row opens wherever it is copied to: whoever may write one row pastes \
    another's ciphertext into it and reads the plain text. Pass the row's identity as associated data, begin every value \
    with the version of its key, and keep the plain text out of every other column.
    """
  private let stage: Stage

  package static func examine(_ subject: ExaminationSubject) async throws -> Examined {
    guard !subject.settings.sealed.isEmpty else { return Examined() }
    return try await SealedColumns(stage: subject.stage).examine(subject.settings.sealed)
  }

  private func examine(_ entries: [SealedSettings]) async throws -> Examined {
    let connection = try await stage.worlds.first.connect()
    var examined = Examined()
    for entry in entries {
      guard let relation = stage.context.surface.catalog.relation(named: entry.table) else { continue }
      for column in entry.columns {
        let sealed = Sealed(entry: entry, relation: relation, column: column)
        examined.findings += try await unnamed(sealed, on: connection)
        let opened = try await self.opened(sealed, on: connection)
        examined.unproven += opened.unproven
        examined.findings += try await elsewhere(sealed, opened.texts, on: connection)
        examined = examined + (try await plain(sealed, opened.texts))
      }
    }
    await connection.close()
    return examined
  }

  private struct Sealed {
    var entry: SealedSettings
    var relation: Relation
    var column: String

    var secret: Secret { Secret(relation: relation.name, column: column) }
    var place: String { "\(relation.name).\(Identifier(column))" }

    /// What a value is bound to: the columns that the settings name, else those that opening it takes.
    var context: [String] {
      guard entry.context.isEmpty, let expression = entry.open else { return entry.context }
      let words = SQLWords(expression).words
      return relation.columns.map(\.name).filter { $0 != column && words.contains($0) }
    }
  }

  /// Values that do not begin with a key's version.
  private func unnamed(_ sealed: Sealed, on connection: Connection) async throws -> [Finding] {
    guard !sealed.entry.prefixes.isEmpty else { return [] }
    let column = Identifier(sealed.column)
    let values = try await connection.rows(
      "select \(column)::text from \(sealed.relation.name) where \(column) is not null")
    let nameless = values.cells.compactMap { $0[0] }.filter { value in
      !sealed.entry.prefixes.contains { value.hasPrefix($0) }
    }
    guard !nameless.isEmpty else { return [] }
    return [
      finding(
        sealed,
        "\(nameless.count) of \(values.cells.count) values do not begin with \(sealed.entry.prefixes.joined(separator: " or "))",
        "prefix")
    ]
  }

  private func opened(_ sealed: Sealed, on connection: Connection) async throws -> (
    texts: [String], unproven: [Unproven]
  ) {
    guard let expression = sealed.entry.open else {
      let why = "neither `prefix` nor `open` says how its values are sealed"
      return ([], sealed.entry.prefixes.isEmpty ? [Unproven("sealed \(sealed.place)", why)] : [])
    }
    let column = Identifier(sealed.column)
    let answer = try await connection.answer(
      "select (\(verbatim: expression))::text from \(sealed.relation.name) where \(column) is not null")
    if let failure = answer.failure {
      return ([], [Unproven("sealed \(sealed.place)", "its own values do not open: \(failure.message)")])
    }
    let texts = answer.rows?.cells.compactMap { $0[0] } ?? []
    return (texts, texts.isEmpty ? [Unproven("sealed \(sealed.place)", "no value of it opens")] : [])
  }

  /// Values put into another row, of another tenant or slot: each must refuse to open there.
  private func elsewhere(_ sealed: Sealed, _ opened: [String], on connection: Connection) async throws -> [Finding] {
    guard let expression = sealed.entry.open, !opened.isEmpty, !sealed.context.isEmpty else {
      return []
    }
    let column = Identifier(sealed.column)
    let others = sealed.relation.columns.filter { $0.name != sealed.column }.map {
      SQL(verbatim: "own." + Identifier($0.name).quoted)
    }
    let differs = sealed.context.map {
      SQL(verbatim: "own.\(Identifier($0).quoted) is distinct from other.\(Identifier($0).quoted)")
    }
    for offset in 0..<20 {
      let answer = try await connection.answer(
        """
        select (\(verbatim: expression))::text from (
          select \(others.joined(separator: ", ")), other.\(column)
          from \(sealed.relation.name) own join \(sealed.relation.name) other on \(differs.joined(separator: " or "))
          where other.\(column) is not null offset \(verbatim: "\(offset)") limit 1
        ) \(sealed.relation.name.name)
        """)
      guard answer.failure == nil else { continue }
      guard let text = answer.rows?.cells.first else { break }
      if let text = text[0], opened.contains(text) {
        return [
          finding(
            sealed,
            "a value of one row opens in another that differs in \(sealed.context.joined(separator: ", "))",
            "context")
        ]
      }
    }
    return []
  }

  /// What was sealed, standing in plain text anywhere in the database.
  private func plain(_ sealed: Sealed, _ opened: [String]) async throws -> Examined {
    let canaries = opened.enumerated().map { Canary(secret: 0, tenant: nil, row: $0 + 1, first: $1, second: $1) }
    guard !canaries.isEmpty else { return Examined() }
    let search = CanarySearch(canaries: canaries)
    let searched = try await WholeDatabase(catalog: stage.context.surface.catalog).places(
      of: search, in: stage.worlds.first)
    let findings = Set(searched.places.map(\.where)).sorted().map { place in
      finding(sealed, "what is sealed in it stands in plain text in \(place)", "plain in \(place)")
    }
    return Examined(findings: findings, unproven: searched.unproven)
  }

  private func finding(_ sealed: Sealed, _ evidence: String, _ identity: String) -> Finding {
    .inDatabase(
      family: Self.name, claim: .sealedAtRest, channel: .residue, secret: sealed.secret, at: sealed.place,
      evidence: evidence,
      identity: [identity])
  }
}
