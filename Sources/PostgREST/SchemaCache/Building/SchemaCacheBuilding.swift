package import Catalog

extension SchemaCache {
  /// Works out what PostgREST would serve of a database.
  package init(catalog: CatalogSnapshot, settings: APISettings) {
    let exposure = Exposure(catalog: catalog, settings: settings)
    let viewKeys = ViewKeys(exposure)
    let relations = exposure.relations(viewKeys: viewKeys)
    let detected = DetectedRelationships(exposure, viewKeys: viewKeys, relations: relations)
    self.init(
      relations: relations,
      relationships: exposure.computedRelationships().overriding(detected.all()),
      routines: exposure.routines(),
      computedFields: exposure.computedFields(),
      representations: exposure.representations(),
      mediaHandlers: exposure.mediaHandlers()
    )
  }
}
