package import PostgREST

/// What a family may know when it makes its requests: each part is made once, and asked by families and judge alike.
package struct ProbeContext: Sendable {
  package let surface: Surface
  package let readings: Readings
  package let population: Population
  /// How much is tried of what could be tried without end.
  package let limits: Limits
  /// Where on the surface a secret could show.
  package let secretColumns: SecretColumns
  /// Arguments that let a caller into a function.
  package let arguments: ArgumentPool

  package init(surface: Surface, readings: Readings, population: Population, limits: Limits = Limits()) {
    self.surface = surface
    self.readings = readings
    self.population = population
    self.limits = limits
    secretColumns = SecretColumns(surface, readings, population)
    arguments = ArgumentPool(surface, readings, population, limits)
  }

  /// The same over other rows or principals.
  package func populated(by population: Population) -> ProbeContext {
    ProbeContext(surface: surface, readings: readings, population: population, limits: limits)
  }
}

/// Bounds of a run: where one cuts what could have opened a door, the run says so and proves nothing.
package struct Limits: Hashable, Sendable {
  /// Calls of one function that may show a secret, by each method.
  package var calls = 600
  /// Rows of one table from which arguments are taken.
  package var rows = 240
  /// Pages of one answer that `max_rows` cuts.
  package var pages = 40
  /// Answers that differ between the worlds and are asked for again.
  package var differences = 4_000

  package init() {}
}
