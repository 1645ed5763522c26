//! Out, here first, then at the provider.

use super::OpenId;
use crate::signin::own::Leaving;

impl OpenId {
    /// Where the provider ends its own session, for somebody whose session here has just ended. `None` where it offers no such
    /// place, or can't be asked now: he is out here all the same.
    pub async fn farewell(&self, leaving: &Leaving) -> Option<String> {
        let provider = self.by_issuer(&leaving.issuer)?;
        let metadata = provider.metadata().await.ok()?;
        let mut url = metadata.end_session.clone()?;
        let mut query = url.query_pairs_mut();
        if let Some(hint) = &leaving.id_token_hint {
            query.append_pair("id_token_hint", hint);
        }
        query
            .append_pair("client_id", &provider.settings.client_id)
            .append_pair("post_logout_redirect_uri", &format!("{}/connexion", self.public_url));
        drop(query);
        Some(url.into())
    }
}
