// WebSockets in memory.
#include <fmt/format.h>

#include <deque>

#include "core/marketdata/frame.hpp"
#include "venues/net/memory_world.hpp"

namespace basis::net {
namespace {

/// Both ends of one WebSocket. Events hold it while something is on its way.
class MemoryLink final : public MemoryConnection, public ServerSocket, public std::enable_shared_from_this<MemoryLink> {
 public:
  MemoryLink(std::shared_ptr<MemoryWorld> world, const SocketRequest& request, SocketListener& listener)
      : world_(std::move(world)),
        request_(request),
        listener_(&listener),
        last_to_service_(world_->now),
        last_to_client_(world_->now) {}

  void connect();
  // The client's calls.
  bool send_to_service(std::string_view text);
  void close_by_client();
  void leave();

  // The service's calls.
  void send(std::string_view text) override;
  void ping() override;
  void close(std::uint16_t code, std::string_view reason) override;
  void drop() override;
  [[nodiscard]] const std::string& host() const override { return request_.endpoint.host; }

 private:
  enum class State : std::uint8_t { connecting, open, ending, closed };

  template <class Run>
  void to_service(Run run) {
    const UtcTime due = world_->to_service.arrival(world_->now, last_to_service_);
    world_->events.add(due, {host(), [self = shared_from_this(), run = std::move(run)] { run(*self); }});
  }
  template <class Run>
  void to_client(Run run) {
    const UtcTime due = world_->to_client.arrival(world_->now, last_to_client_);
    world_->events.add(due, {host(), [self = shared_from_this(), run = std::move(run)] { run(*self); }});
  }
  void upgrade(Service& service);
  void open_client();
  void end_client(const std::string& reason);
  void end_server();
  void end_server_soon();

  std::shared_ptr<MemoryWorld> world_;
  SocketRequest request_;
  SocketListener* listener_;  ///< null once it is told nothing more
  Service* service_ = nullptr;
  std::unique_ptr<ServerSocketHandler> handler_;
  State client_ = State::connecting;
  State server_ = State::connecting;
  std::deque<std::string> early_;      ///< sent by the service while it upgrades
  std::function<void()> early_close_;  ///< and then its close
  std::optional<EventQueue::Key> limit_;
  UtcTime last_to_service_;
  UtcTime last_to_client_;
};

void MemoryLink::connect() {
  limit_ = world_->events.add(
      world_->now + request_.limit,
      {{}, [self = shared_from_this()] {
         self->end_client(fmt::format("no connection within {} ms", self->request_.limit.count / 1'000'000));
         self->end_server_soon();
       }});
  to_service([](MemoryLink& link) {
    if (link.client_ != State::connecting) return;
    Service* service = link.world_->reach(link.request_.endpoint);
    if (service == nullptr)
      link.to_client([](MemoryLink& at) { at.end_client("connection refused"); });
    else
      link.upgrade(*service);
  });
}

void MemoryLink::upgrade(Service& service) {
  service_ = &service;
  HttpRequest request{.target = request_.endpoint.path + request_.target, .headers = request_.headers};
  request.headers.push_back({"Host", request_.endpoint.authority()});
  request.peer = "127.0.0.1";
  service.advance(world_->now);
  handler_ = service.on_upgrade(request, *this);
  if (handler_ == nullptr) {
    server_ = State::closed;
    to_client([](MemoryLink& link) { link.end_client("the upgrade was answered with 404"); });
    return;
  }
  if (server_ == State::closed) return end_server_soon();
  server_ = State::open;
  to_client([](MemoryLink& link) { link.open_client(); });
  for (const std::string& text : std::exchange(early_, {})) send(text);
  if (early_close_) std::exchange(early_close_, {})();
}

void MemoryLink::open_client() {
  if (client_ != State::connecting) return;
  client_ = State::open;
  world_->events.cancel(*limit_);
  listener_->on_open();
}

bool MemoryLink::send_to_service(std::string_view text) {
  if (client_ != State::open) return false;
  to_service([text = std::string(text)](MemoryLink& link) {
    if (link.server_ != State::open) return;
    FrameBuffer bytes(text.size());
    link.service_->advance(link.world_->now);
    if (link.server_ == State::open) link.handler_->on_text(bytes.assign(text).text());
  });
  return true;
}

void MemoryLink::close_by_client() {
  if (client_ != State::connecting && client_ != State::open) return;
  client_ = State::ending;
  to_service([](MemoryLink& link) {
    link.end_server();
    link.to_client([](MemoryLink& at) { at.end_client("closed by us"); });
  });
}

void MemoryLink::leave() {
  listener_ = nullptr;
  if (client_ == State::closed) return;
  client_ = State::closed;
  if (limit_) world_->events.cancel(*limit_);
  to_service([](MemoryLink& link) { link.end_server(); });
}

void MemoryLink::send(std::string_view text) {
  if (server_ == State::connecting) return static_cast<void>(early_.emplace_back(text));
  if (server_ == State::closed) return;
  to_client([text = std::string(text)](MemoryLink& link) {
    if (link.client_ != State::open) return;
    FrameBuffer bytes(text.size());
    const MonoTime at = MonoTime::from_nanos((link.world_->now - link.world_->begun).count);
    link.listener_->on_text(bytes.assign(text).text(), link.world_->now, at);
  });
}

void MemoryLink::ping() {
  if (server_ != State::open) return;
  to_client([](MemoryLink& link) {
    if (link.client_ == State::open) link.listener_->on_ping();
  });
}

void MemoryLink::close(std::uint16_t code, std::string_view reason) {
  if (server_ == State::closed) return;
  if (server_ == State::connecting) {
    early_close_ = [this, code, why = std::string(reason)] { close(code, why); };
    return;
  }
  to_client([why = fmt::format("closed by the peer: {} {}", code, reason)](MemoryLink& link) { link.end_client(why); });
  end_server_soon();
}

void MemoryLink::drop() {
  if (client_ == State::closed && server_ == State::closed) return;
  world_->soon([self = shared_from_this()] { self->end_client("connection reset"); });
  if (client_ != State::closed) client_ = State::ending;
  end_server_soon();
}

void MemoryLink::end_client(const std::string& reason) {
  if (limit_) world_->events.cancel(*limit_);
  client_ = State::closed;
  if (SocketListener* listener = std::exchange(listener_, nullptr); listener != nullptr) listener->on_closed(reason);
}

/// The service hears the end; it may have begun it from inside a call of its handler, so never call this from there.
void MemoryLink::end_server() {
  server_ = State::closed;
  if (handler_ == nullptr) return;
  service_->advance(world_->now);
  const auto handler = std::move(handler_);
  handler->on_closed();
}

void MemoryLink::end_server_soon() {
  server_ = State::closed;
  world_->soon([self = shared_from_this()] { self->end_server(); });
}

class MemorySocket final : public Socket {
 public:
  explicit MemorySocket(std::shared_ptr<MemoryLink> link) : link_(std::move(link)) {}
  ~MemorySocket() override { link_->leave(); }
  MemorySocket(const MemorySocket&) = delete;
  MemorySocket& operator=(const MemorySocket&) = delete;

  bool send(std::string_view text) override { return link_->send_to_service(text); }
  /// Nothing in memory hears it.
  void ping() override {}
  void close() override { link_->close_by_client(); }

 private:
  std::shared_ptr<MemoryLink> link_;
};

}  // namespace

std::unique_ptr<Socket> connect_in_memory(const std::shared_ptr<MemoryWorld>& world, const SocketRequest& request,
                                          SocketListener& listener) {
  auto link = std::make_shared<MemoryLink>(world, request, listener);
  world->keep(link);
  link->connect();
  return std::make_unique<MemorySocket>(std::move(link));
}

}  // namespace basis::net
