#include "tools/database/import_plan.hpp"

#include <fmt/format.h>

#include "core/base/fingerprint.hpp"
#include "core/history/series_schema.hpp"

namespace basis {
namespace {

/// Reads one file and adds its faults.
std::optional<FramedFile> look_at(SeriesSource& source, const std::string& name, SeriesKind kind, FaultList& faults) {
  Result<std::string> bytes = source.read(name);
  if (!bytes) {
    faults.add(source.path_of(name), 0, fmt::format("{} (listed in {})", bytes.error().text(), kDatasetFile));
    return std::nullopt;
  }
  auto frame = frame_of(kind, bytes.value(), source.path_of(name), faults);
  if (!frame) return std::nullopt;
  return FramedFile{std::move(bytes).value(), std::move(*frame)};
}

}  // namespace

Result<ImportPlan> plan_import(SeriesSource& source) {
  const std::string path = source.path_of(std::string(kDatasetFile));
  const Result<std::string> yaml = source.read(std::string(kDatasetFile));
  if (!yaml) return Error(ErrorKind::data, path + ": " + yaml.error().text());
  BASIS_TRY(const Dataset dataset, parse_dataset(yaml.value(), path));
  ImportPlan plan{dataset.name, yaml.value(), {}};
  FaultList faults;
  for (const auto& [series, known] : dataset.series) {
    if (!known.has_file) continue;
    const std::string name = series_file(known.kind, series);
    if (const auto file = look_at(source, name, known.kind, faults))
      plan.files.push_back({name, series, known.kind, file->bytes.size(), fingerprint_of(file->bytes)});
  }
  if (!faults.empty()) return faults.error();
  return plan;
}

Result<FramedFile> read_framed(SeriesSource& source, const PlannedFile& file) {
  FaultList faults;
  auto framed = look_at(source, file.name, file.kind, faults);
  if (!framed) return faults.error();
  return std::move(*framed);
}

}  // namespace basis
