-- Letters, without what they say. What other contexts may read of notifications, and nothing else of it; each sees what its policies let it see.

CREATE VIEW notifications.messages WITH (security_invoker) AS SELECT
  operator_id, message_id, subject, organisation_id
FROM notifications.message;
