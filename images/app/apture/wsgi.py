from django.core.wsgi import get_wsgi_application

from apture.http.gateway import Gateway

application = Gateway(get_wsgi_application())
