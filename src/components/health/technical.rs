//! What the site's developers are told about each cause: the setting, the code, the place to look at. Never a secret's value.

use crate::engine::Cause;

/// Where to look, and what to set.
pub(super) const fn technical(cause: Cause) -> &'static str {
    match cause {
        Cause::SignInEnded => {
            "401, or 403 with “Invalid token”, and no fresh token from localStorage “token” or the page's token source. JWT_SECRET of the backend, or the token's exp."
        }
        Cause::Offline => "navigator.onLine is false. It is tried every 30 s all the same.",
        Cause::AddressBlocked => {
            "403 with error.blocked. The backend's protection has this address on its list; every call is refused until somebody lifts it. Asked again every 5 min and by Try now."
        }
        Cause::NoWebSocket => "pusher-js ended in “failed”: there is no global WebSocket, or wss is not allowed.",
        Cause::TlsRequired => {
            "4000. Set pusherTls (GLX_PUSHER_TLS) to true, or switch “Force TLS” off in the Pusher app."
        }
        Cause::WrongKey => {
            "4001. pusherKey (PUSHER_KEY) and cluster (PUSHER_CLUSTER) have to be those of one app: a right key in a wrong cluster is unknown too."
        }
        Cause::PusherMissing => {
            "pusher.js was blocked, is missing, or does not fit its digest: a deployment in two halves, a proxy that rewrites files, an extension."
        }
        Cause::AppDisabled => "4003. Switch the app on in the Pusher dashboard.",
        Cause::OverQuota => {
            "4004. Connections or messages of the Pusher plan are used up (free: 100 connections, 200,000 messages a day)."
        }
        Cause::WrongPath => {
            "4005 to 4008. pusherHost and pusherPort have to lead to a Pusher server of protocol 7, without a proxy that changes the path."
        }
        Cause::NotAuthorized => "4009. The app's settings want authorized connections or other origins.",
        Cause::SocketRefused => "A code of 4000 to 4099: the protocol forbids to try again.",
        Cause::PolicyBlocksSocket => {
            "Content-Security-Policy: add wss:// and the host of the Pusher server to connect-src."
        }
        Cause::PolicyBlocksSite => "Content-Security-Policy: add the origin of apiBase to connect-src.",
        Cause::NetworkDown => "Neither the WebSocket nor GET /realtime/health was answered, nor a probe without CORS.",
        Cause::Cors => {
            "Access-Control-Allow-Origin has to name this page's origin, and Access-Control-Allow-Headers has to hold Authorization and Content-Type (CORS_ORIGIN of the backend)."
        }
        Cause::WrongApiBase => "apiBase (GLX_API_BASE): several paths answer with 404 or an HTML page.",
        Cause::SiteUnreachable => {
            "No answer from the host of apiBase, not even to a probe without CORS, while the WebSocket is open."
        }
        Cause::RateLimited => {
            "429. The API allows 100 calls in 15 minutes per address; Retry-After and RateLimit-Reset are kept to."
        }
        Cause::SparesCalls => {
            "Authorizations, histories and lists are kept to 80 in 15 minutes, so that the API's 100 are not used up by reconnects and by rooms that are joined."
        }
        Cause::CsrfMissing => {
            "403 with error.csrfRequired. The host page has to supply X-CSRF-Token (headers of the configuration). Not repeated: a few of these block the address."
        }
        Cause::AuthorizationMissing => {
            "apiBase + /pusher/auth has to be the backend's authorization endpoint; behind a static host it has to be forwarded."
        }
        Cause::WrongSecret => {
            "The backend signs, and the signature is wrong: PUSHER_SECRET (or PUSHER_KEY) of the backend is not that of the app."
        }
        Cause::AuthorizationFails => {
            "POST /pusher/auth fails: look into the backend's log. PUSHER_APP_ID, PUSHER_KEY, PUSHER_SECRET have to be set there."
        }
        Cause::ServiceDown => {
            "GET /realtime/health answers 5xx and no connection succeeds. The Pusher server, or the backend's PUSHER_* settings."
        }
        Cause::ThrownOut => {
            "4100 to 4199: over capacity. 4200 to 4299: reconnect at once, in a loop. The Pusher server's log says why."
        }
        Cause::HungUp => {
            "Upgraded and closed without a code. Some servers do that with a key they do not know: pusherKey (PUSHER_KEY), cluster (PUSHER_CLUSTER), pusherHost. Or a proxy in between."
        }
        Cause::ServerSilent => {
            "Upgraded, but no pusher:connection_established: a proxy that answers in the server's stead, or a server that hangs."
        }
        Cause::Unconfirmed => "Authorized, but no pusher_internal:subscription_succeeded.",
        Cause::SocketBlocked => {
            "The site answers, and no WebSocket was ever opened from here: a firewall, a proxy without Upgrade, an extension, or a server that is away."
        }
        Cause::ServerAway => {
            "The WebSocket is refused or held, and was open before or the site does not answer either. pusherHost, pusherPort, the server itself."
        }
        Cause::Unstable => "No code, or one below 4000: the network, or a proxy with a short idle time-out.",
        Cause::LinkSilent => "No answer to pusher:ping for 2 s; given up after 5 s.",
        Cause::EventsMissing => {
            "The channel is confirmed and the link answers, but messages are saved without a new-message event on it. The backend's trigger fails (see its log, and the messages the plan has left today), or something on the way drops frames."
        }
        Cause::SiteSlow => "Given up after 8 to 15 s.",
        Cause::SiteFails => "5xx, or answers that break off. The backend's log says why.",
        Cause::HistoryFails => "GET /chat/…/messages fails. The backend's log says why.",
        Cause::SendingFails => "POST /chat/send fails. Each text is looked for in the history before it is sent again.",
        Cause::NoAccess => "403 “Unauthorized channel access”, or 404 for the room.",
        Cause::TextRefused => "403 with error.attacksDetected. The filter takes “--”, tags and SQL words for attacks.",
        Cause::CheckWrong => {
            "GET /realtime/health answers 5xx although events arrive: the check is out of order, not the service."
        }
        Cause::ClientEventsDisabled => "Enable client events in the settings of the Pusher app.",
        Cause::ClientEventsTooMany => "4301: more than 10 client events a second on one connection.",
        Cause::ClockWrong => {
            "Reckoned from the time in an answer or in live events. Ages and day lines follow the device's clock; order and unread do not."
        }
        Cause::StorageDenied => {
            "localStorage or sessionStorage is denied (a private window, a blocked third-party frame) or full."
        }
    }
}
