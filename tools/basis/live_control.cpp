#include "tools/basis/live_control.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>

#include "core/base/json_writer.hpp"
#include "core/config/render_config.hpp"
#include "tools/basis/live_run.hpp"
#include "tools/basis/version.hpp"
#include "tools/journal/journal_events.hpp"
#include "tools/page/page_files.hpp"

namespace basis {
namespace {

/// Where the API listens, and whether another port will do.
struct ApiAddress {
  std::string host;
  std::uint16_t port = 0;
  bool given = false;
};

Result<ApiAddress> api_address(const Environment& environment, const std::string& option) {
  ApiAddress address{environment.api_host,
                     static_cast<std::uint16_t>(environment.api_port.value_or(Environment::kApiPort)),
                     environment.api_port.has_value()};
  if (option.empty()) return address;
  const std::size_t colon = option.rfind(':');
  unsigned port = 0;
  const char* const end = option.data() + option.size();
  const bool sound = colon != option.npos && colon > 0;
  const auto [at, fault] = sound ? std::from_chars(option.data() + colon + 1, end, port)
                                 : std::from_chars_result{end, std::errc::invalid_argument};
  if (fault != std::errc() || at != end || port > 65'535)
    return Error(ErrorKind::usage,
                 fmt::format("--api: '{}' is no address with a port (allowed: HOST:PORT, or off)", option));
  return ApiAddress{option.substr(0, colon), static_cast<std::uint16_t>(port), true};
}

bool loopback(std::string_view host) { return host == "localhost" || host == "::1" || host.starts_with("127."); }

NodeFacts facts_of(const LiveRun& run) {
  const Settings& settings = run.config.loaded.settings;
  NodeFacts facts;
  facts.universe = &run.markets.universe;
  facts.mode = settings.mode.mode;
  facts.share_class = settings.mode.share_class;
  facts.environment = to_text(run.config.environment.name);
  facts.against = against_name(run.config.against);
  facts.node_id = run.kept.node_id;
  facts.version = code_version();
  facts.configuration = run.config.loaded.fingerprint;
  facts.parameters = changeable_values(run.config.loaded);
  facts.settings = render_config(run.config.loaded, run.config.environment);
  facts.limits = risk_limits(run.markets.universe, settings);
  return facts;
}

}  // namespace

Result<std::unique_ptr<LiveControl>> LiveControl::open(const LiveRun& run, const LiveOptions& options,
                                                       NodeWatch& watch) {
  if (options.api == "off") return std::unique_ptr<LiveControl>();
  BASIS_TRY(const ApiAddress address, api_address(run.config.environment, options.api));
  const std::string host = address.host == "localhost" ? "127.0.0.1" : address.host;
  const bool tls = !run.config.node.api_certificate.empty();
  const std::string token = make_api_token();
  const auto listen = [&](std::uint16_t port) -> Result<std::unique_ptr<ControlServer>> {
    ControlServer::Parts parts;
    parts.facts = facts_of(run);
    BASIS_TRY(parts.tokens, ApiTokens::parse(run.config.environment.api_token_hashes));
    parts.tokens.add({"owner", ApiRole::control}, token);
    parts.page = page_files();
    parts.events = std::make_unique<JournalEvents>(run.config.folder / "journal.db",
                                                   StoryWorld{&run.markets.universe, &run.config.loaded.settings});
    parts.any_host = !loopback(host);
    parts.server.listen = {{host, port, tls}};
    parts.server.certificate = run.config.node.api_certificate;
    parts.server.key = run.config.node.api_key;
    return ControlServer::open(std::move(parts));
  };
  std::unique_ptr<LiveControl> made(new LiveControl(watch, run.config.folder / "control.json"));
  auto server = listen(address.port);
  // Several nodes of a machine find ports of their own, unless one was asked for.
  if (!server && server.error().kind == ErrorKind::usage && !address.given) server = listen(0);
  if (!server) return server.error();
  made->server_ = std::move(server).value();
  const std::string reached = host == "0.0.0.0" ? "127.0.0.1" : host;
  made->url_ = fmt::format("{}://{}:{}", tls ? "https" : "http", reached, made->server_->ports().front());
  made->page_ = page_address(made->url_, ::isatty(STDERR_FILENO) == 1 ? token : std::string());
  BASIS_TRY(made->note(token));
  return made;
}

LiveControl::~LiveControl() { ::unlink(file_.c_str()); }

/// The token is its owner's alone from the first byte on.
Result<void> LiveControl::note(const std::string& token) const {
  JsonWriter json;
  json.begin_object().key("url").string(url_).key("token").string(token).key("pid").integer(::getpid()).end_object();
  const std::string text = json.text() + "\n";
  const std::string partial = file_.string() + ".partial";
  ::unlink(partial.c_str());
  const int file = ::open(partial.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  bool written = file >= 0 && ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  const int fault = errno;
  if (file >= 0) written = ::close(file) == 0 && written;
  if (written && ::rename(partial.c_str(), file_.c_str()) == 0) return ok();
  ::unlink(partial.c_str());
  return Error(ErrorKind::usage, fmt::format("{}: cannot be written: {}", file_.string(), std::strerror(fault)));
}

void LiveControl::serve(LiveNode& node, const AlertBoardPtr& board) {
  server_->serve([&](const ControlCommand& command) { return node.control(command, watch_.equity()); },
                 [&] { return watch_.state(node, board); });
}

}  // namespace basis
