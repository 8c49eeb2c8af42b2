#include "venues/net/wire_stream.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <boost/asio/post.hpp>
#include <boost/asio/ssl/error.hpp>
#include <cerrno>
#include <vector>

namespace basis::net {

struct WireStream::State : std::enable_shared_from_this<WireStream::State> {
  explicit State(asio::ip::tcp::socket from) : socket(std::move(from)) {}

  asio::ip::tcp::socket socket;
  TlsHandle tls;
  std::vector<char> gathered;
  std::size_t gathered_size = 0;
  bool farewell = false;  ///< TLS is whole, so that the peer can be told the end

  Progress tls_progress(int result);
  void later(IoHandler handler, const Progress& progress);
  template <class Try>
  void until_done(Try again, Progress progress, IoHandler handler);
};

namespace {

constexpr std::size_t kGathered = 16'384;  // the most a TLS record holds

Progress socket_progress(ssize_t result) {
  if (result > 0) return {.bytes = static_cast<std::size_t>(result)};
  if (result == 0) return {.fault = asio::error::eof};
  return {.fault = {errno, boost::system::system_category()}};
}

}  // namespace

WireStream::WireStream(asio::ip::tcp::socket socket, TlsHandle tls)
    : state_(std::make_shared<State>(std::move(socket))) {
  IoFault passed_over;  // a connection that is gone tells so when it is read
  state_->socket.set_option(asio::ip::tcp::no_delay(true), passed_over);
  state_->socket.non_blocking(true, passed_over);
  if (tls) begin_tls(std::move(tls));
}

void WireStream::begin_tls(TlsHandle tls) {
  state_->tls = std::move(tls);
  attach_tls(*state_->tls, state_->socket.native_handle());
}

WireStream::executor_type WireStream::get_executor() {
  return static_cast<asio::io_context&>(state_->socket.get_executor().context()).get_executor();
}
asio::ip::tcp::socket& WireStream::lowest_layer() { return state_->socket; }
ssl_st* WireStream::tls() { return state_->tls.get(); }

void WireStream::set_busy_poll(int micros) {
  setsockopt(state_->socket.native_handle(), SOL_SOCKET, SO_BUSY_POLL, &micros, sizeof micros);
}

Progress WireStream::State::tls_progress(int result) {
  if (result > 0) return {.bytes = static_cast<std::size_t>(result)};
  const int system = errno;
  switch (SSL_get_error(tls.get(), result)) {
    case SSL_ERROR_WANT_READ: return {.wait = Progress::Wait::read};
    case SSL_ERROR_WANT_WRITE: return {.wait = Progress::Wait::write};
    case SSL_ERROR_ZERO_RETURN: return {.fault = asio::error::eof};
    case SSL_ERROR_SYSCALL:
      farewell = false;
      if (system == 0) return {.fault = asio::error::eof};
      return {.fault = {system, boost::system::system_category()}};
    default: {
      farewell = false;
      const auto code = static_cast<int>(ERR_get_error());
      ERR_clear_error();
      return {.fault = {code, asio::error::get_ssl_category()}};
    }
  }
}

Progress WireStream::handshake_now() {
  if (!state_->tls) return {};
  errno = 0;
  ERR_clear_error();
  const int result = SSL_do_handshake(state_->tls.get());
  if (result == 1) {
    state_->farewell = true;
    return {};
  }
  return state_->tls_progress(result == 0 ? -1 : result);
}

Progress WireStream::read_now(char* to, std::size_t size) {
  State& state = *state_;
  errno = 0;
  if (state.tls) {
    const auto most = static_cast<int>(std::min<std::size_t>(size, 1 << 30));
    return state.tls_progress(SSL_read(state.tls.get(), to, most));
  }
  const auto received = recv(state.socket.native_handle(), to, size, 0);
  if (received < 0 && (errno == EAGAIN || errno == EINTR)) return {.wait = Progress::Wait::read};
  return socket_progress(received);
}

Progress WireStream::write_now(std::string_view bytes) {
  State& state = *state_;
  errno = 0;
  if (state.tls) {
    const auto most = static_cast<int>(std::min<std::size_t>(bytes.size(), 1 << 30));
    return state.tls_progress(SSL_write(state.tls.get(), bytes.data(), most));
  }
  const auto sent = send(state.socket.native_handle(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
  if (sent < 0 && (errno == EAGAIN || errno == EINTR)) return {.wait = Progress::Wait::write};
  return socket_progress(sent);
}

void WireStream::wait(Progress::Wait what, std::function<void(IoFault)> then) {
  const auto kind = what == Progress::Wait::write ? asio::socket_base::wait_write : asio::socket_base::wait_read;
  state_->socket.async_wait(kind, [self = state_, then = std::move(then)](IoFault fault) { then(fault); });
}

void WireStream::close() {
  if (!state_ || !state_->socket.is_open()) return;
  if (state_->tls && state_->farewell) SSL_shutdown(state_->tls.get());
  ERR_clear_error();
  IoFault passed_over;
  state_->socket.shutdown(asio::socket_base::shutdown_both, passed_over);
  state_->socket.close(passed_over);
}

void WireStream::State::later(IoHandler handler, const Progress& progress) {
  asio::post(socket.get_executor(),
             [handler = std::move(handler), progress]() mutable { handler(progress.fault, progress.bytes); });
}

/// Waits and tries again until there is something to tell.
template <class Try>
void WireStream::State::until_done(Try again, Progress progress, IoHandler handler) {
  const auto kind =
      progress.wait == Progress::Wait::write ? asio::socket_base::wait_write : asio::socket_base::wait_read;
  socket.async_wait(
      kind, [self = shared_from_this(), again = std::move(again), handler = std::move(handler)](IoFault fault) mutable {
        if (fault) return handler(fault, 0);
        const Progress next = again(*self);
        if (next.wait == Progress::Wait::none) return handler(next.fault, next.bytes);
        self->until_done(std::move(again), next, std::move(handler));
      });
}

asio::mutable_buffer WireStream::gathered() {
  state_->gathered.resize(kGathered);
  return asio::buffer(state_->gathered);
}

void WireStream::read(State* state, asio::mutable_buffer to, IoHandler handler) {
  if (to.size() == 0) return state->later(std::move(handler), {});
  const auto once = [to](State& self) {
    WireStream stream;
    stream.state_ = self.shared_from_this();
    return stream.read_now(static_cast<char*>(to.data()), to.size());
  };
  // Without bytes in TLS's own buffer there is nothing that the reactor would not tell.
  Progress progress{.wait = Progress::Wait::read};
  if (state->tls && SSL_has_pending(state->tls.get()) == 1) progress = once(*state);
  if (progress.wait == Progress::Wait::none) return state->later(std::move(handler), progress);
  state->until_done(once, progress, std::move(handler));
}

void WireStream::write(State* state, std::size_t size, IoHandler handler) {
  if (size == 0) return state->later(std::move(handler), {});
  const auto once = [size](State& self) {
    WireStream stream;
    stream.state_ = self.shared_from_this();
    return stream.write_now({self.gathered.data(), size});
  };
  const Progress progress = once(*state);
  if (progress.wait == Progress::Wait::none) return state->later(std::move(handler), progress);
  state->until_done(once, progress, std::move(handler));
}

}  // namespace basis::net
