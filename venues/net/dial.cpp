#include "venues/net/dial.hpp"

#include <fmt/format.h>

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

namespace basis::net {
namespace {

using asio::ip::tcp;

/// One attempt, step by step. Handlers hold it weakly: it ends with its `Dial`.
class Attempt : public std::enable_shared_from_this<Attempt> {
 public:
  Attempt(asio::io_context& context, Dialled done)
      : context_(context), timer_(context), resolver_(context), socket_(context), done_(std::move(done)) {}

  void limit_to(Nanos limit);
  void begin(const DialSettings& settings, const Endpoint& endpoint);
  void shake(WireStream stream) {
    stream_ = std::move(stream);
    handshake();
  }
  void end() {
    done_ = nullptr;
    IoFault passed_over;
    timer_.cancel();
    resolver_.cancel();
    socket_.close(passed_over);
    stream_.close();
  }

 private:
  template <class Then>
  auto guarded(Then then) {
    return [weak = weak_from_this(), then = std::move(then)](IoFault fault, auto&&... values) {
      const auto self = weak.lock();
      if (self && self->done_ && fault != asio::error::operation_aborted)
        then(*self, fault, std::forward<decltype(values)>(values)...);
    };
  }
  void fail(const std::string& reason) { finish(WireStream(), reason); }
  void finish(WireStream stream, const std::string& fault) {
    const auto done = std::exchange(done_, nullptr);
    end();
    done(std::move(stream), fault);
  }
  void resolve(const std::string& host, std::uint16_t port);
  void connect(std::vector<tcp::endpoint> addresses);
  void connect_next(IoFault last);
  void connected();
  void ask_proxy();
  void write_proxy();
  void read_proxy();
  void secure();
  void handshake();
  void wait(const Progress& progress, void (Attempt::*then)()) {
    stream_.wait(progress.wait, guarded([then](Attempt& self, IoFault fault) {
                   if (fault) return self.fail(fmt::format("{}: {}", self.step_, fault.message()));
                   (self.*then)();
                 }));
  }

  asio::io_context& context_;
  asio::steady_timer timer_;
  tcp::resolver resolver_;
  tcp::socket socket_;
  std::vector<tcp::endpoint> addresses_;
  WireStream stream_;
  TlsHandle tls_;
  const Proxy* proxy_ = nullptr;
  std::string authority_;
  std::string request_;
  std::string answer_;
  int busy_poll_ = 0;
  std::string step_ = "TLS handshake";
  Dialled done_;
};

void Attempt::limit_to(Nanos limit) {
  timer_.expires_after(std::chrono::nanoseconds(limit.count));
  timer_.async_wait(guarded([limit](Attempt& self, IoFault) {
    self.fail(fmt::format("timeout after {} ms: {}", limit.count / 1'000'000, self.step_));
  }));
}

void Attempt::begin(const DialSettings& settings, const Endpoint& endpoint) {
  proxy_ = settings.proxies == nullptr ? nullptr : proxy_for(*settings.proxies, endpoint);
  busy_poll_ = settings.busy_poll_micros;
  if (endpoint.tls) tls_ = settings.tls->connect_to(endpoint.host, endpoint.port);
  const bool v6 = endpoint.host.find(':') != std::string::npos;
  authority_ = fmt::format(fmt::runtime(v6 ? "[{}]:{}" : "{}:{}"), endpoint.host, endpoint.port);
  const Endpoint& first = proxy_ == nullptr ? endpoint : proxy_->endpoint;
  resolve(first.host, first.port);
}

void Attempt::resolve(const std::string& host, std::uint16_t port) {
  IoFault no_address;
  if (const auto address = asio::ip::make_address(host, no_address); !no_address) return connect({{address, port}});
  step_ = "looking up " + host;
  resolver_.async_resolve(host, std::to_string(port),
                          guarded([](Attempt& self, IoFault fault, const tcp::resolver::results_type& found) {
                            if (fault) return self.fail(fmt::format("{}: {}", self.step_, fault.message()));
                            std::vector<tcp::endpoint> addresses;
                            for (const auto& each : found) addresses.push_back(each.endpoint());
                            self.connect(std::move(addresses));
                          }));
}

/// Tries one address after the other; the fault is that of the last.
void Attempt::connect(std::vector<tcp::endpoint> addresses) {
  step_ = proxy_ == nullptr ? "connecting" : "connecting to the proxy";
  addresses_ = std::move(addresses);
  connect_next(asio::error::host_not_found);
}

void Attempt::connect_next(IoFault last) {
  if (addresses_.empty()) return fail(fmt::format("{}: {}", step_, last.message()));
  IoFault passed_over;
  socket_.close(passed_over);
  const tcp::endpoint address = addresses_.front();
  addresses_.erase(addresses_.begin());
  socket_.async_connect(address, guarded([](Attempt& self, IoFault fault) {
                          if (fault) return self.connect_next(fault);
                          self.connected();
                        }));
}

void Attempt::connected() {
  stream_ = WireStream(std::move(socket_), nullptr);
  if (busy_poll_ > 0) stream_.set_busy_poll(busy_poll_);
  if (proxy_ == nullptr) return secure();
  step_ = "CONNECT by the proxy";
  request_ = fmt::format("CONNECT {0} HTTP/1.1\r\nHost: {0}\r\n", authority_);
  if (!proxy_->authorization.empty()) request_ += "Proxy-Authorization: " + proxy_->authorization + "\r\n";
  request_ += "\r\n";
  write_proxy();
}

void Attempt::write_proxy() {
  while (!request_.empty()) {
    const Progress progress = stream_.write_now(request_);
    if (progress.wait != Progress::Wait::none) return wait(progress, &Attempt::write_proxy);
    if (progress.fault) return fail(fmt::format("{}: {}", step_, progress.fault.message()));
    request_.erase(0, progress.bytes);
  }
  read_proxy();
}

/// Reads the head of the answer byte by byte: what follows it belongs to TLS.
void Attempt::read_proxy() {
  while (!answer_.ends_with("\r\n\r\n")) {
    char byte = 0;
    const Progress progress = stream_.read_now(&byte, 1);
    if (progress.wait != Progress::Wait::none) return wait(progress, &Attempt::read_proxy);
    if (progress.fault) return fail(fmt::format("{}: {}", step_, progress.fault.message()));
    answer_.push_back(byte);
    if (answer_.size() > 16'384) return fail(step_ + ": an answer without an end");
  }
  const std::string_view line = std::string_view(answer_).substr(0, answer_.find('\r'));
  if (!line.starts_with("HTTP/1.") || line.size() < 12 || line[9] != '2')
    return fail(fmt::format("{}: refused with '{}'", step_, line.substr(0, 80)));
  secure();
}

void Attempt::secure() {
  if (!tls_) return finish(std::exchange(stream_, WireStream()), "");
  step_ = "TLS handshake";
  stream_.begin_tls(std::move(tls_));
  handshake();
}

void Attempt::handshake() {
  const Progress progress = stream_.handshake_now();
  if (progress.wait != Progress::Wait::none) return wait(progress, &Attempt::handshake);
  if (progress.fault) return fail(handshake_fault(*stream_.tls(), progress.fault.message()));
  finish(std::exchange(stream_, WireStream()), "");
}

class HeldAttempt final : public Dial {
 public:
  explicit HeldAttempt(std::shared_ptr<Attempt> attempt) : attempt_(std::move(attempt)) {}
  ~HeldAttempt() override { attempt_->end(); }
  HeldAttempt(const HeldAttempt&) = delete;
  HeldAttempt& operator=(const HeldAttempt&) = delete;

 private:
  std::shared_ptr<Attempt> attempt_;
};

template <class Begin>
std::unique_ptr<Dial> attempt(asio::io_context& context, Nanos limit, Dialled done, Begin begin) {
  auto made = std::make_shared<Attempt>(context, std::move(done));
  made->limit_to(limit);
  asio::post(context, [weak = std::weak_ptr(made), begin = std::move(begin)]() mutable {
    if (const auto self = weak.lock()) begin(*self);
  });
  return std::make_unique<HeldAttempt>(std::move(made));
}

}  // namespace

std::unique_ptr<Dial> dial(asio::io_context& context, const DialSettings& settings, const Endpoint& endpoint,
                           Nanos limit, Dialled done) {
  return attempt(context, limit, std::move(done),
                 [settings, endpoint](Attempt& self) { self.begin(settings, endpoint); });
}

std::unique_ptr<Dial> shake_hands(asio::io_context& context, WireStream stream, Nanos limit, Dialled done) {
  return attempt(context, limit, std::move(done),
                 [stream = std::move(stream)](Attempt& self) mutable { self.shake(std::move(stream)); });
}

}  // namespace basis::net
