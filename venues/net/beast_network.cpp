#include "venues/net/beast_network.hpp"

#include <boost/asio/steady_timer.hpp>

#include "venues/net/beast_core.hpp"
#include "venues/net/hot_socket.hpp"
#include "venues/net/websocket_pipe.hpp"

namespace basis::net {
namespace {

class RealTimer final : public Timer {
 public:
  RealTimer(asio::io_context& context, Nanos delay, std::function<void()> fire)
      : timer_(context), fire_(std::make_shared<std::function<void()>>(std::move(fire))) {
    timer_.expires_after(std::chrono::nanoseconds(std::max(delay, Nanos{}).count));
    timer_.async_wait([weak = std::weak_ptr(fire_)](IoFault fault) {
      // Held while it runs: it may destroy its timer.
      if (const auto held = weak.lock(); held && !fault) (*held)();
    });
  }

 private:
  asio::steady_timer timer_;
  std::shared_ptr<std::function<void()>> fire_;
};

/// The client's end of a WebSocket by Beast. It lives until its connection has ended, since the owner may destroy his
/// handle from inside a call.
class BeastSocket final : public PipeListener, public std::enable_shared_from_this<BeastSocket> {
 public:
  BeastSocket(BeastNetwork::Core& core, const SocketRequest& request, SocketListener& listener)
      : core_(core), request_(request), listener_(&listener), limit_(core.context) {}

  void connect() {
    dial_ = dial(core_.context, core_.dialling(), request_.endpoint, request_.limit,
                 [this](WireStream stream, const std::string& fault) {
                   const auto self = shared_from_this();
                   dial_.reset();
                   if (!fault.empty()) return ended(fault);
                   upgrade(std::move(stream));
                 });
    limit_.expires_after(std::chrono::nanoseconds(request_.limit.count));
    limit_.async_wait([weak = weak_from_this()](IoFault fault) {
      const auto self = weak.lock();
      if (!fault && self && self->pipe_) self->pipe_->drop("timeout of the upgrade");
    });
  }
  bool send(std::string_view text) {
    if (!open_) return false;
    pipe_->send(text);
    return open_;
  }
  void ping() {
    if (open_) pipe_->ping();
  }
  void close() {
    if (open_) {
      open_ = false;
      pipe_->close(1'000, "");
    } else if (pipe_) {
      pipe_->drop("closed by us");
    } else if (dial_) {
      dial_.reset();
      asio::post(core_.context, [self = shared_from_this()] { self->ended("closed by us"); });
    }
  }
  void leave() {
    listener_ = nullptr;
    open_ = false;
    dial_.reset();
    limit_.cancel();
    if (pipe_) pipe_->leave();
    held_.reset();
  }

 private:
  void upgrade(WireStream stream) {
    pipe_ = make_pipe(std::move(stream), *this, kMostWaiting);
    held_ = shared_from_this();
    pipe_->upgrade(request_.endpoint.authority(), request_.endpoint.path + request_.target, request_.headers);
  }
  void opened() override {
    limit_.cancel();
    open_ = true;
    if (listener_ != nullptr) listener_->on_open();
  }
  void heard(std::string_view text) override {
    if (listener_ != nullptr) listener_->on_text(text, real_utc(), real_mono());
  }
  void pinged() override {
    if (listener_ != nullptr) listener_->on_ping();
  }
  void ended(const std::string& reason) override {
    const auto self = std::exchange(held_, nullptr);
    open_ = false;
    limit_.cancel();
    if (SocketListener* listener = std::exchange(listener_, nullptr); listener != nullptr) listener->on_closed(reason);
  }

  static constexpr std::size_t kMostWaiting = std::size_t{64} << 20;
  BeastNetwork::Core& core_;
  SocketRequest request_;
  SocketListener* listener_;  ///< null once it is told nothing more
  asio::steady_timer limit_;
  std::unique_ptr<Dial> dial_;
  std::shared_ptr<WebSocketPipe> pipe_;
  std::shared_ptr<BeastSocket> held_;  ///< itself, while the pipe may call it
  bool open_ = false;
};

class SocketHandle final : public Socket {
 public:
  explicit SocketHandle(std::shared_ptr<BeastSocket> socket) : socket_(std::move(socket)) {}
  ~SocketHandle() override { socket_->leave(); }
  SocketHandle(const SocketHandle&) = delete;
  SocketHandle& operator=(const SocketHandle&) = delete;
  bool send(std::string_view text) override { return socket_->send(text); }
  void ping() override { socket_->ping(); }
  void close() override { socket_->close(); }

 private:
  std::shared_ptr<BeastSocket> socket_;
};

}  // namespace

BeastNetwork::BeastNetwork(std::unique_ptr<Core> core) : core_(std::move(core)) {}
BeastNetwork::~BeastNetwork() = default;

Result<std::unique_ptr<BeastNetwork>> BeastNetwork::make(const NetworkSettings& settings) {
  BASIS_TRY(auto tls, TlsClient::make(settings.ca_file));
  return std::unique_ptr<BeastNetwork>(new BeastNetwork(std::make_unique<Core>(std::move(tls), settings)));
}

bool BeastNetwork::poll() {
  const bool some = core_->poll_hot();
  // Asking the reactor is a system call; beside hot connections it is asked seldom.
  if (!core_->hot.empty() && ++core_->spins % Core::kSpins != 0) return some;
  return core_->context.poll() > 0 || some;
}

void BeastNetwork::run_for(Nanos limit) {
  const bool some = core_->poll_hot();
  if (core_->context.poll() > 0 || some) return;
  for (const auto& hot : core_->hot) hot->wake_on_data();
  if (core_->context.run_one_for(std::chrono::nanoseconds(std::max(limit, Nanos{}).count)) == 0) return;
  core_->poll_hot();
  core_->context.poll();
}

bool BeastNetwork::Core::poll_hot() {
  bool some = false;
  bool gone = false;
  // By number: a call may add one.
  for (std::size_t i = 0; i < hot.size(); ++i) {
    HotPolled& each = *hot[i];
    some |= each.poll();
    gone |= each.ended();
  }
  if (gone) std::erase_if(hot, [](const auto& each) { return each->ended(); });
  return some;
}

UtcTime BeastNetwork::now_utc() const { return real_utc(); }
MonoTime BeastNetwork::now_mono() const { return real_mono(); }

std::unique_ptr<HttpClient> BeastNetwork::http(const Endpoint& endpoint, std::size_t connections) {
  return make_http_client(*core_, endpoint, connections);
}

std::unique_ptr<Socket> BeastNetwork::connect(const SocketRequest& request, SocketListener& listener) {
  if (request.hot) return connect_hot(*core_, request, listener);
  auto socket = std::make_shared<BeastSocket>(*core_, request, listener);
  socket->connect();
  return std::make_unique<SocketHandle>(std::move(socket));
}

std::unique_ptr<Timer> BeastNetwork::after(Nanos delay, std::function<void()> fire) {
  return std::make_unique<RealTimer>(core_->context, delay, std::move(fire));
}

}  // namespace basis::net
