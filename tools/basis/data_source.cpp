#include "tools/basis/data_source.hpp"

#include <fmt/format.h>

#include "tools/database/database_source.hpp"

namespace basis {
namespace {

template <class Source>
Result<std::unique_ptr<SeriesSource>> owned(Result<Source> source) {
  if (!source) return source.error();
  return std::unique_ptr<SeriesSource>(std::make_unique<Source>(std::move(source).value()));
}

}  // namespace

Result<std::unique_ptr<SeriesSource>> open_data_source(const std::string& option, const std::string& given,
                                                       const Environment& environment) {
  if (environment.data_mode == "db") {
    if (!given.empty())
      fmt::print(stderr, "basis: warning: {}: '{}' is not read, since BASIS_DATA_MODE is db\n", option, given);
    return owned(DatabaseSource::open(*environment.database));
  }
  const std::string folder = given.empty() ? environment.data_dir.value_or("") : given;
  if (folder.empty()) return Error(ErrorKind::usage, option + ": no data folder given, and BASIS_DATA_DIR is not set");
  return owned(FolderSource::open(folder));
}

}  // namespace basis
