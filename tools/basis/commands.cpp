#include "tools/basis/commands.hpp"

#include <unistd.h>

#include <array>

namespace basis {

std::map<std::string, std::string> process_environment() {
  std::map<std::string, std::string> variables;
  for (char** at = environ; at != nullptr && *at != nullptr; ++at) {
    const std::string_view line = *at;
    const std::size_t equals = line.find('=');
    if (equals != line.npos) variables.emplace(line.substr(0, equals), line.substr(equals + 1));
  }
  return variables;
}

Result<std::filesystem::path> find_config_dir(const std::string& given) {
  namespace fs = std::filesystem;
  if (!given.empty()) {
    if (fs::is_directory(fs::path(given) / "modes")) return fs::path(given);
    return Error(ErrorKind::usage, "--config: '" + given + "' holds no modes/ folder");
  }
  std::error_code failed;
  const fs::path program = fs::read_symlink("/proc/self/exe", failed).parent_path();
  const std::array<fs::path, 3> candidates = {program / "../../configs", program / "../share/basis/configs", "configs"};
  for (const fs::path& candidate : candidates)
    if (fs::is_directory(candidate / "modes", failed)) return candidate.lexically_normal();
  return Error(ErrorKind::usage, "--config: no configs folder was found beside the program or here; name one");
}

Result<UtcTime> parse_time_option(const std::string& option, const std::string& text) {
  auto time = UtcTime::parse(text);
  if (!time) return Error(ErrorKind::usage, option + ": " + time.error().text());
  return time;
}

}  // namespace basis
