#include "core/results/replace_file.hpp"

#include <system_error>

#include "core/results/buffered_file.hpp"

namespace basis {

Result<void> replace_file(const std::filesystem::path& path, std::string_view text) {
  std::filesystem::path partial = path;
  partial += ".partial";
  std::error_code code;
  if (std::filesystem::is_directory(path, code)) return Error(ErrorKind::usage, path.string() + ": it is a folder");
  auto written = write_file(partial, text);
  if (written) std::filesystem::rename(partial, path, code);
  if (written && !code) return ok();
  const Error problem = written ? Error(ErrorKind::usage, path.string() + ": " + code.message()) : written.error();
  std::filesystem::remove(partial, code);
  return problem;
}

}  // namespace basis
