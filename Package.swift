// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let collections = Target.Dependency.product(name: "OrderedCollections", package: "swift-collections")

/// A target of the pipeline; DESIGN's rule is that it imports only what stands below it.
func layer(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

let package = Package(
  name: "trespass",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "trespass", targets: ["trespass"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", exact: "1.6.0"),
    .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2", traits: []),
    .package(url: "https://github.com/LebJe/TOMLKit", exact: "0.6.0"),
  ],
  targets: [
    // 0
    .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"]), .brew(["libpq"])]),
    // What runs in a fork or a signal handler, where nothing of Swift may.
    .target(name: "CSupervisor", cSettings: [.enableWarning("all"), .treatAllWarnings(as: .error)]),
    layer("SQLText"),
    layer("JSONText"),
    .executableTarget(name: "EmbedSQL", swiftSettings: strict),
    .plugin(
      name: "EmbedSQLPlugin", capability: .buildTool(), dependencies: ["EmbedSQL"], path: "Sources/EmbedSQLPlugin"),
    .target(name: "SQLFiles", swiftSettings: strict, plugins: ["EmbedSQLPlugin"]),
    // 1
    layer("Postgres", ["CLibPQ", "CSupervisor", "SQLText", system]),
    layer("Catalog", ["SQLText", "SQLFiles", "Postgres", collections]),
    layer("PostgREST", ["SQLText", "JSONText", "Postgres", "Catalog", collections]),
    layer("Probes", ["SQLText", "JSONText", "Catalog", "PostgREST", collections]),
    layer("Judgement", ["SQLText", "JSONText", "Catalog", "PostgREST", "Probes", collections]),
    layer("Reports", ["JSONText", "Judgement", "PostgREST", "Probes"]),
    // 2
    layer("Provisioning", ["SQLText", "JSONText", "SQLFiles", "Postgres", "Catalog", "Probes", collections, system]),
    layer("Execution", ["SQLText", "JSONText", "Postgres", "PostgREST", "Probes"]),
    // 3
    layer(
      "Assessment",
      [
        "SQLText", "SQLFiles", "JSONText", "Postgres", "Catalog", "PostgREST", "Probes", "Judgement", "Reports",
        "Provisioning", "Execution",
        collections, system, .product(name: "TOMLKit", package: "TOMLKit"),
      ]
    ),
    // 4
    .executableTarget(
      name: "trespass",
      dependencies: [
        "Assessment", "Reports", "Judgement", "Execution", "PostgREST", "Postgres", "Probes", "JSONText",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict
    ),
    .executableTarget(name: "Bench", dependencies: ["Assessment", "Postgres"], swiftSettings: strict),
    tests("SQLTextTests", ["SQLText"]),
    tests("JSONTextTests", ["JSONText"]),
    tests("PostgRESTTests", ["PostgREST", "Postgres", "Catalog", "SQLText", "JSONText"]),
    tests("ConformanceTests", ["Assessment", "Execution", "PostgREST", "Postgres", "Catalog", "SQLText", "JSONText"]),
    tests("CatalogTests", ["Catalog", "Postgres", "SQLText"]),
    tests("SchemaCacheTests", ["PostgREST", "Catalog", "Postgres", "SQLText", "JSONText"]),
    tests("ProbesTests", ["JSONText", "PostgREST", "Probes"]),
    tests("JudgementTests", ["Judgement", "Probes", "Catalog", "SQLText"]),
    tests("ExecutionTests", ["Execution", "Catalog", "PostgREST", "Postgres", "SQLText", "JSONText"]),
    tests("ReportsTests", ["Reports", "Judgement", "Probes", "PostgREST", "SQLText", "JSONText"]),
    tests("CasesTests", ["Assessment", "JSONText", "Judgement", "PostgREST", "Probes", "Reports", "SQLText"]),
    tests("SystemsTests", ["Assessment", "JSONText", "Judgement", "Probes", "Reports"]),
    // A program to be killed, for the tests of what its server does then.
    .executableTarget(
      name: "ServerHolder", dependencies: ["Postgres", system], path: "Tests/ServerHolder", swiftSettings: strict),
    tests("ServerTests", ["Postgres", "SQLText", "ServerHolder", subprocess, system]),
    tests("CommandTests", ["trespass", subprocess, system]),
    tests("ProvisioningTests", ["Provisioning", "Postgres", "SQLText"]),
    tests("SettingsTests", ["Assessment", "Provisioning", "Postgres", "JSONText", "SQLText"]),
  ]
)
