#pragma once

#include <memory>

#include "actors/control/control_server.hpp"
#include "actors/control/node_watch.hpp"
#include "tools/basis/live_options.hpp"

namespace basis {

struct LiveRun;

/// The control API of a live run, served while the run lasts. `control.json` in its folder, which its owner alone can
/// read, names its address and a token, so that `basis ctl` on the machine needs nothing else.
class LiveControl {
 public:
  /// `watch` outlives it. Usage errors: an address that cannot be listened on, a token's hash that is none, a file that
  /// cannot be written. `--api off`: null.
  static Result<std::unique_ptr<LiveControl>> open(const LiveRun& run, const LiveOptions& options, NodeWatch& watch);
  ~LiveControl();
  LiveControl(const LiveControl&) = delete;
  LiveControl& operator=(const LiveControl&) = delete;

  /// Carries out what was asked for. `board`: what alerts there are.
  void serve(LiveNode& node, const AlertBoardPtr& board);
  /// The state that is told from here on.
  void show(NodeStatePtr state) { server_->show(std::move(state)); }
  /// "http://127.0.0.1:8001"
  [[nodiscard]] const std::string& url() const { return url_; }
  /// Where the web page is, for a line on stderr: with the token where that is a terminal. A log has none.
  [[nodiscard]] const std::string& page() const { return page_; }

 private:
  LiveControl(NodeWatch& watch, std::filesystem::path file) : watch_(watch), file_(std::move(file)) {}
  [[nodiscard]] Result<void> note(const std::string& token) const;

  NodeWatch& watch_;
  std::filesystem::path file_;
  std::string url_;
  std::string page_;
  std::unique_ptr<ControlServer> server_;
};

}  // namespace basis
