//! A TCP proxy between a page and its server that can be cut: a network that forgets connections.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// A proxy on a free loopback port. Ends when it is dropped.
pub struct CutProxy {
    address: SocketAddr,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

struct Shared {
    target: SocketAddr,
    stop: AtomicBool,
    connections: AtomicUsize,
    /// Both ends of what is open.
    open: Mutex<Vec<TcpStream>>,
    /// Until when nobody comes through.
    closed_until: Mutex<Instant>,
}

impl CutProxy {
    /// Passes everything on to `target`.
    ///
    /// # Errors
    /// When no port can be opened.
    pub fn start(target: SocketAddr) -> std::io::Result<CutProxy> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            target,
            stop: AtomicBool::new(false),
            connections: AtomicUsize::new(0),
            open: Mutex::new(Vec::new()),
            closed_until: Mutex::new(Instant::now()),
        });
        let for_thread = Arc::clone(&shared);
        let thread = std::thread::spawn(move || {
            while !for_thread.stop.load(Ordering::Relaxed) {
                match listener.accept() {
                    // One that fails is the page's to try again.
                    Ok((page, _)) => drop(for_thread.pass(page)),
                    Err(_) => std::thread::sleep(Duration::from_millis(5)),
                }
            }
        });
        Ok(CutProxy {
            address,
            shared,
            thread: Some(thread),
        })
    }

    /// Where pages connect.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Connections that were passed on so far.
    pub fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::Relaxed)
    }

    /// Breaks all connections, and lets none through for `time`.
    pub fn cut(&self, time: Duration) {
        *lock(&self.shared.closed_until) = Instant::now() + time;
        self.shared.break_all();
    }
}

impl Shared {
    fn pass(&self, page: TcpStream) -> std::io::Result<()> {
        if Instant::now() < *lock(&self.closed_until) {
            return Ok(());
        }
        page.set_nonblocking(false)?;
        let server = TcpStream::connect(self.target)?;
        self.connections.fetch_add(1, Ordering::Relaxed);
        lock(&self.open).extend([page.try_clone()?, server.try_clone()?]);
        carry(page.try_clone()?, server.try_clone()?);
        carry(server, page);
        Ok(())
    }

    fn break_all(&self) {
        for stream in lock(&self.open).drain(..) {
            // One that has ended already needs no end.
            drop(stream.shutdown(Shutdown::Both));
        }
    }
}

/// One direction, in a thread that ends with its connection.
fn carry(mut from: TcpStream, mut to: TcpStream) {
    std::thread::spawn(move || {
        let mut buffer = [0; 16 * 1024];
        while let Ok(length @ 1..) = from.read(&mut buffer) {
            if to.write_all(&buffer[..length]).is_err() {
                break;
            }
        }
        drop(to.shutdown(Shutdown::Both));
    });
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Drop for CutProxy {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
        self.shared.break_all();
    }
}
