// Asks for a directory's page: S3 has index documents for websites only, which anybody could read.
function handler(event) {
  var request = event.request;
  if (request.uri.endsWith('/')) {
    request.uri += 'index.html';
  }
  return request;
}
