#include "venues/net/beast_server.hpp"

#include <fmt/format.h>

#include <boost/asio/steady_timer.hpp>

#include "venues/net/beast_core.hpp"
#include "venues/net/server_line.hpp"

namespace basis::net {

using asio::ip::tcp;

class BeastServer::Impl final : public ServerLineOwner {
 public:
  Impl(const ServerSettings& settings, Service& service, asio::io_context* shared)
      : context(shared == nullptr ? own_ : *shared),
        clock_(settings.clock),
        speed_(std::max<std::int64_t>(settings.speed, 1)),
        most_idle_(settings.most_idle),
        most_half_(settings.most_half),
        service_(service),
        due_timer_(context),
        check_timer_(context) {}
  ~Impl() override {
    for (const auto& line : lines_) line->part();
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  Result<std::uint16_t> listen(const ListenAddress& at, const std::optional<TlsServer>& tls);
  void begin() {
    service();
    served();
    check_later();
  }
  void stop();

  Service& service() override;
  void served() override;
  void remove(ServerLine* line) override {
    std::erase_if(lines_, [&](const auto& each) { return each.get() == line; });
  }
  [[nodiscard]] Nanos most_silence(bool half) const override { return half ? most_half_ : most_idle_; }
  [[nodiscard]] std::size_t connections() const { return lines_.size(); }

 private:
  struct Door {
    tcp::acceptor acceptor;
    asio::steady_timer pause;
    std::optional<TlsServer> tls;
  };
  void accept(Door& door);
  void check_later();

  asio::io_context own_{1};

 public:
  asio::io_context& context;
  std::vector<std::uint16_t> ports;

 private:
  asio::executor_work_guard<asio::io_context::executor_type> going_on_{own_.get_executor()};
  std::function<UtcTime()> clock_;
  std::int64_t speed_;
  Nanos most_idle_;
  Nanos most_half_;
  Service& service_;
  UtcTime now_;
  std::optional<UtcTime> armed_;
  asio::steady_timer due_timer_;
  asio::steady_timer check_timer_;
  std::vector<std::unique_ptr<Door>> doors_;
  /// Goes with the server: a handler that was ready before does nothing.
  std::shared_ptr<bool> here_ = std::make_shared<bool>(true);
  std::vector<std::shared_ptr<ServerLine>> lines_;
};

Service& BeastServer::Impl::service() {
  now_ = std::max(now_, clock_());
  service_.advance(now_);
  return service_;
}

/// Sets the timer for what the service has due.
void BeastServer::Impl::served() {
  const auto due = service_.next_due();
  if (due == armed_) return;
  armed_ = due;
  if (!due) {
    due_timer_.cancel();
    return;
  }
  // Looked at again every second, should the clock run otherwise than was said.
  const Nanos wait{std::clamp<std::int64_t>((*due - clock_()).count / speed_, 0, kSecond.count)};
  due_timer_.expires_after(std::chrono::nanoseconds(wait.count));
  due_timer_.async_wait([this, here = std::weak_ptr(here_)](IoFault fault) {
    if (fault || here.expired()) return;
    armed_.reset();
    service();
    served();
  });
}

Result<std::uint16_t> BeastServer::Impl::listen(const ListenAddress& at, const std::optional<TlsServer>& tls) {
  const auto refused = [&](const std::string& why) {
    return Error(ErrorKind::usage, fmt::format("{}:{}: {}", at.address, at.port, why));
  };
  IoFault fault;
  const auto address = asio::ip::make_address(at.address, fault);
  if (fault) return refused("not an address");
  auto door = std::make_unique<Door>(Door{tcp::acceptor(context), asio::steady_timer(context), tls});
  const tcp::endpoint place(address, at.port);
  door->acceptor.open(place.protocol(), fault);
  if (!fault) door->acceptor.set_option(tcp::acceptor::reuse_address(true), fault);
  if (!fault) door->acceptor.bind(place, fault);
  if (!fault) door->acceptor.listen(asio::socket_base::max_listen_connections, fault);
  if (fault) return refused(fault.message());
  const std::uint16_t port = door->acceptor.local_endpoint(fault).port();
  accept(*door);
  doors_.push_back(std::move(door));
  return port;
}

void BeastServer::Impl::accept(Door& door) {
  door.acceptor.async_accept([this, &door, here = std::weak_ptr(here_)](IoFault fault, tcp::socket socket) {
    if (fault == asio::error::operation_aborted || here.expired()) return;
    if (fault) {
      // Out of descriptors, most likely: others will end.
      door.pause.expires_after(std::chrono::milliseconds(100));
      return door.pause.async_wait([this, &door, here](IoFault stopped) {
        if (!stopped && !here.expired()) accept(door);
      });
    }
    WireStream stream(std::move(socket), door.tls ? door.tls->accept() : TlsHandle());
    const auto line = std::make_shared<ServerLine>(*this, context, std::move(stream));
    lines_.push_back(line);
    line->begin();
    accept(door);
  });
}

void BeastServer::Impl::check_later() {
  const Nanos pause = std::min({kSecond * 5, most_idle_, most_half_});
  check_timer_.expires_after(std::chrono::nanoseconds(pause.count));
  check_timer_.async_wait([this, here = std::weak_ptr(here_)](IoFault fault) {
    if (fault || here.expired()) return;
    const MonoTime now = real_mono();
    const auto all = lines_;
    for (const auto& line : all) line->check(now);
    check_later();
  });
}

void BeastServer::Impl::stop() {
  IoFault passed_over;
  for (const auto& door : doors_) {
    door->acceptor.close(passed_over);
    door->pause.cancel();
  }
  const auto all = lines_;
  for (const auto& line : all) line->stop();
}

BeastServer::BeastServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
BeastServer::~BeastServer() = default;

Result<std::unique_ptr<BeastServer>> BeastServer::open(const ServerSettings& settings, Service& service,
                                                       BeastNetwork* network) {
  auto impl = std::make_unique<Impl>(settings, service, network == nullptr ? nullptr : &network->core().context);
  std::optional<TlsServer> tls;
  for (const ListenAddress& at : settings.listen) {
    if (at.tls && !tls) {
      BASIS_TRY(tls, TlsServer::make(settings.certificate, settings.key));
    }
    BASIS_TRY(const std::uint16_t port, impl->listen(at, at.tls ? tls : std::nullopt));
    impl->ports.push_back(port);
  }
  impl->begin();
  return std::unique_ptr<BeastServer>(new BeastServer(std::move(impl)));
}

const std::vector<std::uint16_t>& BeastServer::ports() const { return impl_->ports; }
std::size_t BeastServer::connections() const { return impl_->connections(); }
bool BeastServer::poll() { return impl_->context.poll() > 0; }
void BeastServer::run_for(Nanos limit) {
  if (poll()) return;
  if (impl_->context.run_one_for(std::chrono::nanoseconds(std::max(limit, Nanos{}).count)) > 0) poll();
}
void BeastServer::stop() { impl_->stop(); }

}  // namespace basis::net
