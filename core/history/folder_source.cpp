#include "core/history/csv_file.hpp"
#include "core/history/series_source.hpp"

namespace basis {

Result<FolderSource> FolderSource::open(const std::filesystem::path& folder) {
  std::error_code error;
  if (!std::filesystem::is_directory(folder, error))
    return Error(ErrorKind::data, folder.string() + ": no such data folder");
  return FolderSource(folder);
}

std::string FolderSource::place() const { return folder_.string(); }

std::string FolderSource::path_of(const std::string& name) const { return (folder_ / name).string(); }

Result<std::string> FolderSource::read(const std::string& name) { return read_whole_file(folder_ / name); }

}  // namespace basis
