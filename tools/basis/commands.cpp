#include "tools/basis/commands.hpp"

#include <unistd.h>

#include <array>
#include <charconv>
#include <limits>

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

Result<net::Endpoint> parse_host_option(const std::string& option, const std::string& text) {
  auto endpoint = net::Endpoint::parse("http://" + text);
  if (endpoint && endpoint.value().path.empty()) return endpoint;
  return Error(ErrorKind::usage, option + ": '" + text + "' is no host with a port (allowed: 127.0.0.1:9000)");
}

std::string whole_number(const std::string& text) {
  std::uint64_t number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool octal = text.size() > 1 && text.front() == '0';
  if (problem == std::errc() && end == text.data() + text.size() && !octal) return {};
  return "'" + text + "' is no whole number (allowed: 0 to " +
         std::to_string(std::numeric_limits<std::uint64_t>::max()) + ")";
}

}  // namespace basis
