#include "venues/net/steady_socket.hpp"

#include <fmt/format.h>

namespace basis::net {

/// One connection of it.
class SteadySocket::Link final : public SocketListener {
 public:
  Link(SteadySocket& owner, std::uint32_t number) : owner_(owner), number_(number) {}

  void connect() { socket_ = owner_.network_.connect(owner_.settings_.request, *this); }
  void on_open() override {
    open_ = true;
    heard_ = owner_.network_.now_mono();
    owner_.opened(*this);
  }
  void on_text(std::string_view text, UtcTime received_utc, MonoTime received_mono) override {
    heard_ = received_mono;
    owner_.listener_.on_text(number_, text, received_utc, received_mono);
  }
  void on_ping() override { heard_ = owner_.network_.now_mono(); }
  void on_closed(const std::string& reason) override { owner_.closed(*this, reason); }

  /// It hears and does nothing more.
  void end() {
    open_ = false;
    socket_.reset();
    settle_.reset();
    life_.reset();
    silence_.reset();
    overlap_.reset();
  }

 private:
  friend class SteadySocket;
  SteadySocket& owner_;
  std::uint32_t number_;
  bool open_ = false;
  MonoTime heard_;
  std::unique_ptr<Socket> socket_;
  std::unique_ptr<Timer> settle_;
  std::unique_ptr<Timer> life_;
  std::unique_ptr<Timer> silence_;
  std::unique_ptr<Timer> overlap_;
};

SteadySocket::SteadySocket(Network& network, SteadySettings settings, SteadyListener& listener)
    : network_(network),
      settings_(std::move(settings)),
      listener_(listener),
      backoff_(settings_.first_wait, settings_.most_wait, settings_.seed) {}

SteadySocket::~SteadySocket() = default;

void SteadySocket::start() {
  if (running_) return;
  running_ = true;
  if (!link_) dial();
}

void SteadySocket::stop() {
  running_ = false;
  successor_wanted_ = false;
  retry_.reset();
  for (Link* link : {link_.get(), successor_.get()})
    if (link != nullptr) link->socket_->close();
}

void SteadySocket::restart_soon() {
  if (current() != 0) want_successor();
}

void SteadySocket::in_step(std::uint32_t connection) {
  if (!successor_ || successor_->number_ != connection || !successor_->open_) return;
  successor_wanted_ = false;
  auto old = std::exchange(link_, std::move(successor_));
  link_->overlap_.reset();
  replaced_.emplace_back(old->number_, fmt::format("replaced by connection {}", connection));
  bury(std::move(old));
}

bool SteadySocket::send(std::uint32_t connection, std::string_view text) {
  Link* link = find(connection);
  return link != nullptr && link->open_ && link->socket_->send(text);
}

void SteadySocket::ping(std::uint32_t connection) {
  if (Link* link = find(connection); link != nullptr && link->open_) link->socket_->ping();
}

std::uint32_t SteadySocket::current() const { return link_ && link_->open_ ? link_->number_ : 0; }

SteadySocket::Link* SteadySocket::find(std::uint32_t connection) {
  for (Link* link : {link_.get(), successor_.get()})
    if (link != nullptr && link->number_ == connection) return link;
  return nullptr;
}

void SteadySocket::dial() {
  auto& place = link_ ? successor_ : link_;
  place = std::make_unique<Link>(*this, ++last_);
  place->connect();
}

void SteadySocket::retry_later() {
  if (!running_ || retry_) return;
  retry_ = network_.after(backoff_.next(), [this] {
    retry_.reset();
    if (!link_ || (successor_wanted_ && !successor_)) dial();
  });
}

void SteadySocket::want_successor() {
  successor_wanted_ = true;
  if (!successor_ && !retry_ && running_) dial();
}

void SteadySocket::opened(Link& link) {
  link.settle_ = network_.after(settings_.settled, [this] { backoff_.reset(); });
  link.life_ = network_.after(settings_.life, [this, &link] {
    if (&link == link_.get()) want_successor();
  });
  watch_silence(link, settings_.silence);
  if (&link == successor_.get()) {
    link.overlap_ = network_.after(settings_.overlap, [this, &link] {
      closed(link, fmt::format("not in step within {} s", settings_.overlap.count / kSecond.count));
    });
  }
  listener_.on_open(link.number_);
}

/// Looks again whenever the limit would be reached if nothing more came: a timer a limit, not one a message.
void SteadySocket::watch_silence(Link& link, Nanos wait) {
  link.silence_ = network_.after(wait, [this, &link] {
    const Nanos silent = network_.now_mono() - link.heard_;
    if (silent < settings_.silence) return watch_silence(link, settings_.silence - silent);
    closed(link, fmt::format("nothing heard for {} s", silent.count / kSecond.count));
  });
}

void SteadySocket::closed(Link& link, const std::string& reason) {
  const std::uint32_t number = link.number_;
  if (&link == link_.get()) {
    auto old = std::exchange(link_, std::move(successor_));
    successor_wanted_ = false;
    if (link_) link_->overlap_.reset();
    bury(std::move(old));
  } else if (&link == successor_.get()) {
    bury(std::move(successor_));
  }
  if (!link_ || successor_wanted_) retry_later();
  listener_.on_closed(number, reason);
}

void SteadySocket::bury(std::unique_ptr<Link> link) {
  link->end();
  buried_.push_back(std::move(link));
  if (burial_) return;
  burial_ = network_.after({}, [this] {
    burial_.reset();
    buried_.clear();
    for (const auto& [number, reason] : std::exchange(replaced_, {})) listener_.on_closed(number, reason);
  });
}

}  // namespace basis::net
