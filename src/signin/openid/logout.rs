//! Out, here first, then at the provider.

use openidconnect::core::CoreIdToken;
use openidconnect::{ClientId, LogoutRequest, PostLogoutRedirectUrl};

use super::OpenId;
use crate::signin::Leaving;

impl OpenId {
    /// Where the provider ends its own session, for somebody whose session here has just ended. `None` where it offers no such
    /// place, or can't be asked now: he is out here all the same.
    pub async fn farewell(&self, leaving: &Leaving) -> Option<String> {
        let provider = self.by_issuer(&leaving.issuer)?;
        let metadata = provider.metadata().await.ok()?;
        let back = PostLogoutRedirectUrl::new(format!("{}/connexion", self.public_url)).ok()?;
        let mut request = LogoutRequest::from(metadata.end_session.clone()?)
            .set_client_id(ClientId::new(provider.settings.client_id.clone()))
            .set_post_logout_redirect_uri(back);
        if let Some(hint) = leaving.id_token_hint.as_ref().and_then(|hint| hint.parse::<CoreIdToken>().ok()) {
            request = request.set_id_token_hint(&hint);
        }
        Some(request.http_get_url().into())
    }
}
